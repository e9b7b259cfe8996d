"""Small PDFs made by hand: pages of words at places, as a program would write them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

FONTS = {"F": "Helvetica", "B": "Helvetica-Bold", "C": "Courier"}


@dataclass
class PdfPage:
    """A page of 600 by 800 points; `add` and `rule` count from its bottom left, as PDF does."""

    rotate: int = 0
    parts: list[str] = field(default_factory=list)
    image: bool = False

    def add(self, x: float, y: float, text: str, size: float = 10, font: str = "F") -> "PdfPage":
        """A line of text that begins at a place."""
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.parts.append(f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET")
        return self

    def lines(self, x: float, y: float, texts: Sequence[str], size: float = 10, font: str = "F") -> "PdfPage":
        """Lines below each other."""
        for number, text in enumerate(texts):
            self.add(x, y - 12 * number, text, size, font)
        return self

    def rule(self, x: float, y: float, x2: float, y2: float) -> "PdfPage":
        """A thin line."""
        self.parts.append(f"0.5 w {x} {y} m {x2} {y2} l S")
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> "PdfPage":
        """The lines of a table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self


def make_pdf(
    pages: Sequence[PdfPage],
    *,
    labels: str = "",
    outline: Sequence[tuple[str, int]] = (),
    info: str = "",
    fonts: str = "",
) -> bytes:
    """The bytes of a PDF. `labels`: the numbers of /PageLabels; `outline`: titles and indices of pages, one level."""
    objects: list[bytes] = [b"", b""]  # 1: catalogue, 2: pages

    def add(content: str | bytes) -> int:
        objects.append(content.encode("latin-1") if isinstance(content, str) else content)
        return len(objects)

    def stream(dictionary: str, data: bytes) -> int:
        return add(f"<< {dictionary} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream")

    made = " ".join(
        f"/{key} {add(f'<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>')} 0 R"
        for key, name in FONTS.items()
    )
    if fonts:
        made += f" /J {add(fonts)} 0 R"
    picture = stream(
        "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8",
        b"\x00\xff\xff\x00",
    )
    kids = []
    for page in pages:
        drawn = "\n".join([*(["q 600 0 0 800 0 0 cm /I Do Q"] if page.image else []), *page.parts])
        content = stream("", drawn.encode("cp1252"))
        kids.append(
            add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Rotate {page.rotate} /Contents {content} 0 R "
                f"/Resources << /Font << {made} >> /XObject << /I {picture} 0 R >> >> >>"
            )
        )
    catalogue = "/Type /Catalog /Pages 2 0 R"
    if labels:
        catalogue += f" /PageLabels << /Nums [{labels}] >>"
    if outline:
        first = len(objects) + 2
        root = add(f"<< /First {first} 0 R /Last {first + len(outline) - 1} 0 R /Count {len(outline)} >>")
        for number, (title, index) in enumerate(outline):
            beside = f"/Next {first + number + 1} 0 R" if number + 1 < len(outline) else ""
            add(f"<< /Title ({title}) /Parent {root} 0 R /Dest [{kids[index]} 0 R /Fit] {beside} >>")
        catalogue += f" /Outlines {root} 0 R"
    told = add(f"<< {info} >>")
    objects[0] = f"<< {catalogue} >>".encode()
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    raw, places = b"%PDF-1.7\n", []
    for number, written in enumerate(objects, 1):
        places.append(len(raw))
        raw += f"{number} 0 obj\n".encode() + written + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {told} 0 R >>\nstartxref\n{len(raw)}\n%%EOF\n"
    return raw + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
