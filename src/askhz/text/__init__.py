"""Text as such: words, names that mean the same, sentences, passages, places. Knows neither files nor models."""
