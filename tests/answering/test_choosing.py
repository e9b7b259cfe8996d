from findings import WHO, WHY, finding, sentence

from askhz.answering.choosing import MOST_QUOTES, WORD_LIMIT, choose


class TestChoice:
    def test_at_most_so_many_words(self) -> None:
        long = [finding(sentence(50, about), 0.9, start=400 * n) for n, about in enumerate("abcdef")]
        chosen = choose(WHY, long)
        assert sum(len(f.text.split()) for f in chosen) == 100
        assert WORD_LIMIT == 120

    def test_unless_the_best_alone_is_longer(self) -> None:
        chosen = choose(WHY, [finding(sentence(200, "a"), 0.9), finding("Short and good.", 0.89, start=9000)])
        assert [len(f.text.split()) for f in chosen] == [200]

    def test_a_shorter_one_may_fill_the_room_that_a_long_one_left(self) -> None:
        findings = [
            finding(sentence(80, "a"), 0.9),
            finding(sentence(60, "b"), 0.89, start=2000),
            finding(sentence(30, "c"), 0.88, start=4000),
        ]
        assert [f.text[0] for f in choose(WHY, findings)] == ["a", "c"]

    def test_at_most_five(self) -> None:
        many = [finding(sentence(3, about), 0.9, start=100 * n) for n, about in enumerate("abcdefgh")]
        assert len(choose(WHY, many)) == MOST_QUOTES == 5

    def test_what_says_the_same_again_is_left_out(self) -> None:
        findings = [
            finding("Hangzhou gives subsidies to young firms.", 0.9),
            finding("Hangzhou gives subsidies to the young firms there.", 0.89, "b.txt"),
            finding("Its universities educate engineers.", 0.88, start=300),
        ]
        assert [f.text for f in choose(WHY, findings)] == [findings[0].text, findings[2].text]

    def test_what_overlaps_is_left_out(self) -> None:
        whole = "Firms grew because taxes fell, and talent came from abroad."
        findings = [finding(whole, 0.9), finding("talent came from abroad.", 0.89, start=len(whole) - 24)]
        assert choose(WHY, findings) == findings[:1]

    def test_the_same_words_elsewhere_do_not_overlap(self) -> None:
        findings = [finding("Taxes fell.", 0.9, "a.txt", 10), finding("Talent came.", 0.89, "b.txt", 10)]
        assert len(choose(WHY, findings)) == 2

    def test_what_is_far_worse_is_left_out(self) -> None:
        findings = [
            finding("Taxes fell.", 0.9),
            finding("Talent came.", 0.4, start=50),
            finding("Lunch was served.", 0.2, start=100),
        ]
        assert choose(WHY, findings) == findings[:2]
        assert choose(WHY, [findings[0], findings[2]]) == findings[:1]  # no second quote for its own sake

    def test_the_order_reads_well(self) -> None:
        findings = [
            finding("Second of b.", 0.9, "b.txt", 50),
            finding("Some of a.", 0.8, "a.txt", 10),
            finding("First here.", 0.7, "b.txt", 20),
        ]
        # The best sentence's document first; in a document as it is written.
        assert [f.text for f in choose(WHY, findings)] == ["First here.", "Second of b.", "Some of a."]

    def test_one_sentence_where_a_few_words_answer(self) -> None:
        findings = (finding("Zhang Min founded it.", 0.9), finding("Others helped her.", 0.89, start=90))
        assert [f.text for f in choose(WHO, findings)] == ["Zhang Min founded it."]
