"""Networks: ONNX graphs and tokenizers, the encoder, the span model. Knows neither documents nor the index."""
