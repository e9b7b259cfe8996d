"""MiniLM with start, end, answerability and evidence logits."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel, BertPreTrainedModel

from training.features import MINILM, MULTILINGUAL, SEP, Layout

BARRED = -1e4


class ReaderNetwork(BertPreTrainedModel):
    """BERT with a linear layer for start and end, and a small head on ``[CLS]`` for "the passage answers this".

    A second linear layer says of each piece whether it belongs to a unit (a sentence, an item, a row) of the answer.

    The names of the parts are those of ``BertForQuestionAnswering``, which can load start and end from the same file.
    ``[CLS]`` is a position like any other to the start and end logits: it is where an absent answer points.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__(config)
        self.bert = BertModel(config, add_pooling_layer=False)
        self.qa_outputs = nn.Linear(config.hidden_size, 2)
        self.answerable = nn.Sequential(
            nn.Linear(config.hidden_size, config.hidden_size), nn.Tanh(), nn.Linear(config.hidden_size, 1)
        )
        self.units = nn.Linear(config.hidden_size, 1)
        self.post_init()  # type: ignore[no-untyped-call]

    @property
    def layout(self) -> Layout:
        """The pieces around question and passage: the multilingual trunk has one type of piece only."""
        return MINILM if self.config.type_vocab_size > 1 else MULTILINGUAL

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, ...]:
        """Return start and end logits [batch, length], the answerability logit [batch], and evidence logits."""
        types = token_type_ids if self.config.type_vocab_size > 1 else torch.zeros_like(token_type_ids)
        hidden = self.bert(input_ids, attention_mask=attention_mask, token_type_ids=types)[0].float()
        start, end = self.qa_outputs(hidden).unbind(-1)
        return start, end, self.answerable(hidden[:, 0]).squeeze(-1), self.units(hidden).squeeze(-1)


def load_network(folder: Path) -> ReaderNetwork:
    """Return the network of ``folder``: its own weights, or a plain BERT's with fresh heads.

    There is no dropout: with so few passes over the data there is little to overfit, and drawing its random numbers
    took two fifths of a step on a CPU.
    """
    return ReaderNetwork.from_pretrained(
        folder, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )


def allowed_positions(input_ids: Tensor, token_type_ids: Tensor, sep: int = SEP) -> Tensor:
    """Return where a start or an end may lie: the passage's pieces, and ``[CLS]`` for none.

    ``sep`` is the number of the piece that ends a text.
    """
    allowed = (token_type_ids == 1) & (input_ids != sep)
    allowed[:, 0] = True
    return allowed


class ReaderGraph(nn.Module):
    """The network as shipped: its answerability logit is the mean of the head's and of start's and end's log odds.

    Those are the log odds that start and end are in the passage and not on ``[CLS]``: what the span logits say about
    the same question.
    """

    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, ...]:
        """Return start and end logits [batch, length], the answerability logit [batch], and evidence logits."""
        start, end, answerable, units = self.network(input_ids, attention_mask, token_type_ids)
        passage = allowed_positions(input_ids, token_type_ids, self.network.layout.behind[0])[:, 1:]
        odds = [
            torch.logsumexp(torch.where(passage, logits[:, 1:], BARRED), dim=-1) - logits[:, 0]
            for logits in (start, end)
        ]
        return start, end, ((odds[0] + odds[1]) / 2 + answerable) / 2, units


def loss_of(
    start: Tensor, end: Tensor, answerable: Tensor, allowed: Tensor, starts: Tensor, ends: Tensor
) -> tuple[Tensor, Tensor]:
    """Return the span loss (mean of start and end) and the answerability loss, each a scalar."""
    start, end = (logits.masked_fill(~allowed, BARRED) for logits in (start, end))
    span = (functional.cross_entropy(start, starts) + functional.cross_entropy(end, ends)) / 2
    return span, functional.binary_cross_entropy_with_logits(answerable, (starts > 0).float())


def trainable_groups(network: nn.Module, decay: float) -> list[dict[str, object]]:
    """Return the optimiser's groups: matrices with weight decay, the rest without."""
    learning = [p for p in network.parameters() if p.requires_grad]
    matrices = [p for p in learning if p.ndim >= 2]
    vectors = [p for p in learning if p.ndim < 2]
    return [{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0.0}]


def autocast(enabled: bool = True) -> torch.autocast:
    """Return bfloat16 autocast on the CPU, off where the processor has no wide registers: there it is emulated.

    Emulated, a step took a hundred times as long as in single precision.
    """
    wide = torch.backends.cpu.get_cpu_capability() not in ("DEFAULT", "NO AVX", "AVX2")
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled and wide)
