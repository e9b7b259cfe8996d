from dataclasses import replace

import pytest
from findings import HITS, found_in, hit_of, passage_of

from askhz.answering import compose
from askhz.question import analyse
from askhz.records import BlockKind, Hit, Passage, Reading


def short(asked: str, hit: Hit, begins: str, span: str) -> str | None:
    """The short answer where the reader found that span in the unit that begins so."""
    reading = Reading((found_in(hit, begins, short=span),), 0.9)
    answer = compose(analyse(asked), reading, [hit, *HITS[1:]], 0.5)
    return answer.short.text if answer.short else None


class TestCode:
    TEXT = "```\n# Install the client\nsudo apt install wx\n# Start it on port 8443\n$ wx --port 8443\n```"
    HIT = Hit(Passage("a.txt", 0, len(TEXT), TEXT, ((0, len(TEXT)),), kinds=("code",)), 1, 0.5, 0.5, 1, 1)

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("Which command installs the client?", "sudo apt install wx"),
            ("What command starts it?", "wx --port 8443"),
        ],
    )
    def test_a_command_is_a_whole_line(self, asked: str, expected: str) -> None:
        assert short(asked, self.HIT, "```", "wx") == expected

    def test_a_command_that_goes_on_below_is_whole_unless_it_is_long(self) -> None:
        text = "```\n# Start it on port 8443\nwx run \\\n  --port 8443\n```"
        hit = Hit(Passage("a.txt", 0, len(text), text, ((0, len(text)),), kinds=("code",)), 1, 0.5, 0.5, 1, 1)
        assert short("Which command starts it on a port?", hit, "```", "--port") == "wx run \\\n  --port 8443"
        text = text.replace("--port 8443", " \\\n".join(f"--name one{n} 'file{n}'" for n in range(9)))
        hit = Hit(Passage("a.txt", 0, len(text), text, ((0, len(text)),), kinds=("code",)), 1, 0.5, 0.5, 1, 1)
        assert short("Which command starts it on a port?", hit, "```", "wx run") is None

    def test_a_path_that_ends_with_a_backslash_does_not_go_on(self) -> None:
        text = "```\ncd C:\\mills\\\nmill.exe --port 8443\n```"
        hit = Hit(Passage("a.txt", 0, len(text), text, ((0, len(text)),), kinds=("code",)), 1, 0.5, 0.5, 1, 1)
        assert short("Which command starts it on a port?", hit, "```", "--port") == "mill.exe --port 8443"

    def test_it_does_not_run_over_the_end_of_a_line(self) -> None:
        assert short("Which port is it?", self.HIT, "```", "port 8443\n$ wx") == "port 8443"

    LED = "It needs a key.\nTo see all rooms, call:\n`rooms list`\nTo drop one, call:\n`rooms drop NAME`"
    STEP = "Run `rooms -h` to learn more."

    def in_lines(self, asked: str, text: str, begins: str, *further: str) -> str | None:
        """The short answer where the unit that begins so is the best one and others belong to the answer."""
        hit = hit_of(text)
        found = [replace(found_in(hit, one, short=one[3:5]), evidence=0.9) for one in (begins, *further)]
        reading = Reading((found[0], *(replace(one, score=0.1) for one in found[1:])), 0.9)
        answer = compose(analyse(asked), reading, [hit, *HITS[1:]], 0.5)
        return answer.short.text if answer.short else None

    def test_the_command_that_the_best_sentence_leads_in_to(self) -> None:
        lines = self.LED.split("\n")
        assert self.in_lines("cmd to see all rooms", self.LED, lines[1], lines[2], lines[3], lines[4]) == "rooms list"

    def test_of_several_commands_the_one_that_has_more_of_what_is_asked(self) -> None:
        text = "For the mill, run:\n`install brush`\nAt first, run:\n`install loom`"
        lines = text.split("\n")
        assert self.in_lines("How do I install loom?", text, lines[1], lines[2], lines[3]) == "install loom"
        assert self.in_lines("How do I install brush?", text, lines[1], lines[2], lines[3]) == "install brush"

    def test_of_several_in_one_sentence_the_one_that_has_most_of_what_is_asked(self) -> None:
        text = "Use `mill start`, then `mill export flour`."
        assert self.in_lines("What is the command to export the flour?", text, text) == "mill export flour"

    def test_what_is_asked_to_be_done_with_a_thing_is_none_of_the_words(self) -> None:
        text = "For the mill, run:\n`get mill`\nAt first, run:\n`tools install`"
        lines = text.split("\n")
        assert self.in_lines("How do I install the loom?", text, lines[1], lines[2], lines[3]) == "get mill"
        asked = "What is the command to install the loom?"
        assert self.in_lines(asked, text, lines[1], lines[2], lines[3]) == "tools install"

    def test_how_is_answered_by_the_only_block_beside_the_sentence_that_says_so(self) -> None:
        text = "The loom is tried with its own tool.\nSo you would enter this on a console:\n$ loom try"
        assert self.in_lines("How do I try the loom?", text, *text.split("\n")) == "loom try"

    def test_what_a_program_prints_is_no_command(self) -> None:
        text = "Install the loom so:\n```text\nThe loom is installed now.\n```"
        passage = passage_of(text)
        spans = ((0, 20), (21, len(text)))
        hit = replace(hit_of(text), passage=replace(passage, sentences=spans, kinds=("paragraph", "code")))
        found = (found_in(hit, "Install"), replace(found_in(hit, "```"), score=0.1))
        reading = Reading(tuple(replace(one, evidence=0.9) for one in found), 0.9)
        assert compose(analyse("How do I install the loom?"), reading, [hit, *HITS[1:]], 0.5).short is None

    CONSOLE = (
        "To drop a room, use the `rooms drop` command:\n```console\n$ rooms drop NAME\nThe room is dropped.\n```\n"
        "To see what happened:\n```console\n$ rooms log\n```"
    )

    def in_blocks(self, asked: str, text: str) -> str | None:
        """The short answer where a paragraph and the blocks of code in it are quoted whole."""
        hit = hit_of(text)
        spans, kinds, at = [], list[BlockKind](), 0
        for number, piece in enumerate(text.split("```")):
            marked = f"```{piece}```" if number % 2 else piece.strip()
            start = text.index(marked, at) if marked else at
            if marked:
                spans.append((start, start + len(marked)))
                kinds.append("code" if number % 2 else "item" if marked[:1].isdigit() else "paragraph")
            at = start + len(marked)
        hit = replace(hit, passage=replace(hit.passage, sentences=tuple(spans), kinds=tuple(kinds)))
        found = [
            replace(found_in(hit, text[slice(*span)]), score=0.9 / (n + 1), evidence=0.9)
            for n, span in enumerate(spans)
        ]
        answer = compose(analyse(asked), Reading(tuple(found), 0.9), [hit, *HITS[1:]], 0.5)
        return answer.short.text if answer.short else None

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("How do I drop a room?", "rooms drop NAME"),  # not what it prints
            ("drop a room from the terminal", "rooms drop NAME"),
            ("How do I dye wool?", None),  # nothing of it is said
            ("Why is a room dropped?", None),
        ],
    )
    def test_the_block_that_with_its_lead_in_has_most_of_what_is_asked(self, asked: str, expected: str | None) -> None:
        assert self.in_blocks(asked, self.CONSOLE) == expected

    def test_of_steps_no_block_is_the_answer(self) -> None:
        steps = "1. Drop a room:\n```\nrooms drop NAME\n```\n2. Look at the log:\n```\nrooms log\n```"
        assert self.in_blocks("How do I drop a room?", steps) is None
        assert self.in_blocks("What do I type to look at the log?", steps) == "rooms log"  # its lead-in says so

    def test_how_is_answered_by_the_only_command(self) -> None:
        assert self.in_lines("How do I learn more?", self.STEP, self.STEP) == "rooms -h"
        two = "Run `rooms -h` or `rooms -v`."
        assert self.in_lines("How do I learn more?", two, two) is None

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Build the image with `make recovery`.", "make recovery"),
            ("Run `install.sh` on it.", "install.sh"),
            ("Open `http://IP:9221` in it.", "http://IP:9221"),
            ("They are moved by changing it and building `recovery.img` anew.", None),
            ("The image `boot.img` is moved.", None),
            ("It is moved for us `boot.img` being new.", None),
            ("Using `maker` is enough.", "maker"),
            ("They are marked with `?` then.", None),
            ("Using ` maker ` is enough.", "maker"),
        ],
    )
    def test_a_file_that_nobody_is_told_to_run_is_not_how_it_is_done(self, text: str, expected: str | None) -> None:
        assert self.in_lines("How do I build the image?", text, text) == expected

    def test_a_flag_begins_with_a_hyphen(self) -> None:
        text = "Pass `--tell-all=true` to the mill, or set `TellAll=true` there."
        assert self.in_lines("mill flag to tell all", text, text) == "--tell-all=true"
        assert self.in_lines("mill option to tell all", text, text) != "--tell-all=true"
        assert self.in_lines("mill flag to tell all", "Set `TellAll=true`.", "Set `TellAll=true`.") == "TellAll=true"

    def test_what_the_question_names_is_not_what_it_asks_for(self) -> None:
        text = "Build `boot.img` with `make boot`."
        assert self.in_lines("What do I type to build boot.img?", text, text) == "make boot"
        assert self.in_lines("What do I type to format it?", "Run `rm`.", "Run") == "rm"  # a part of a word is no name

    def test_code_is_no_answer_to_what_asks_for_none(self) -> None:
        assert self.in_lines("Why is it run?", self.STEP, self.STEP) is None


def test_what_a_thing_runs_is_no_command() -> None:
    hit = hit_of("$ kubectl apply -f box.yaml")
    assert short("Which image does the box run?", hit, "$", "box") == "box.yaml"
    assert short("Which command do I run for the box?", hit, "$", "box") == "kubectl apply -f box.yaml"
