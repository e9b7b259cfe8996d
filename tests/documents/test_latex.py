"""LaTeX: blocks, headings, tables and what is no word."""

import time

import pytest
from examples import examples
from hypothesis import given
from readers import damaged, outline, read_one, survives

from askhz.documents.latex import read_latex

TEXT = r"""\documentclass{article}
\title{The \emph{baths} of H\"artsgate}
\author{Guo Li}
\begin{document}
\maketitle
% comment
\section{Prices of \textbf{tickets}}\label{sec:p}
A ticket costs 5\,\% of a caf\'e visit~\cite{x}, see \href{http://x}{the page}. It is
\emph{cheap} --- ``so''. % why

Second $a+b$ paragraph.
\begin{itemize}
  \item one
  \item[Two] second
\end{itemize}
\begin{table}[h]
\begin{tabular}{ll}
\hline
Name & Price \\
\hline
Adult & 5 \\
\end{tabular}
\caption{The prices.}
\end{table}
\begin{verbatim}
x = {1} % kept
\end{verbatim}
\begin{quote}Said.\end{quote}
Done.
\end{document}
"""


def test_blocks_read_without_commands() -> None:
    document = read_one(read_latex, TEXT)
    assert document.text == TEXT
    assert outline(document) == [
        ("heading", "Prices of tickets"),
        ("paragraph", "A ticket costs 5 % of a café visit , see the page. It is cheap — “so”."),
        ("paragraph", "Second a+b paragraph."),
        ("item", "one"),
        ("item", "Two: second"),
        ("row", "Name; Price"),
        ("row", "Name: Adult; Price: 5"),
        ("caption", "The prices."),
        ("code", "x = {1} % kept"),
        ("quotation", "Said."),
        ("paragraph", "Done."),
    ]
    assert (document.title, document.details) == ("The baths of Härtsgate", {"author": "Guo Li"})
    assert [(anchor.place.section, anchor.place.line) for anchor in document.anchors] == [("Prices of tickets", 7)]


@given(damaged([TEXT.encode()]))
@examples(60)
def test_damaged_files(raw: bytes) -> None:
    survives(read_latex, raw)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["\\section{", "\\section{a}", "{", "\\begin{x}", "\\item[", "&a ", "\\'"])
def test_much_of_a_command_takes_no_time(unit: str) -> None:
    began = time.process_time()
    read_one(read_latex, "words\n\n" + unit * (50_000 // len(unit)))
    assert time.process_time() - began < 10
