"""The recipe of the extractive reader: from question files to everything that is shipped of it.

That is an int8 ONNX graph, its tokenizer and its manifest, and the weights of both readers.

Modules, each importing only from those above it:

- ``examples``   question files to examples; which dev articles are trained on, tuned on, reported on
- ``contrasts``  questions made unanswerable by changing one condition in them
- ``crops``      a few sentences instead of a paragraph, a question that leans on an earlier one
- ``foreign``    text of other kinds: package descriptions and Python's help
- ``written``    passages and questions written for this
- ``features``   an example to word pieces with character offsets
- ``stream``     the endless, deterministic order of training batches
- ``network``    MiniLM with start, end and answerability logits
- ``scoring``    SQuAD's exact match and F1, thresholds, calibration
- ``fitting``    the training loop: warm-up, constant rate, cool-down; checkpoints
- ``averaging``  the mean of two models
- ``evaluating`` a model's answers and scores on held-out articles
- ``mining``     the negatives that a model is fooled by
- ``provenance`` what a network was made from: the data's digests and the commit
- ``exporting``  ONNX, int8, checks, manifest
- ``weighing``   the weights of the readers, fitted to questions with known answers
- ``curves``     the picture of a run's log

Spans are decoded by ``askhz.models.span_model``.
"""
