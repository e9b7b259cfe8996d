"""What hypothesis draws for tests of several modules."""

from hypothesis import strategies as st

WORDY = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"), st.sampled_from("aAeÉßﬁ'’sS 0123456789.,-_%宇树科技カナ々\u0301\u030a\n")
    ),
    max_size=80,
)
"""Texts full of what makes words hard to tell: accents, possessives, commas in numbers, Chinese."""
