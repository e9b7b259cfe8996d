"""Small question files: one of SQuAD, and a folder of BEIR."""

import json
from pathlib import Path

CONTEXT = "Hangzhou has 24 unicorns. Musk shared 24 videos."
SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Six_Dragons",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "a",
                            "question": "How many videos?",
                            "is_impossible": False,
                            "answers": [
                                {"text": "24", "answer_start": 38},
                                {"text": "24 videos", "answer_start": 38},
                                {"text": "24", "answer_start": 38},
                            ],
                        },
                        {"id": "b", "question": "How many cats?", "is_impossible": True, "answers": []},
                    ],
                }
            ],
        }
    ],
}


JUDGEMENTS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq2\td9\t2\nq3\td1\t0\n"


def written(folder: Path, text: str, name: str = "questions.jsonl") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def beir(folder: Path, qrels: str = JUDGEMENTS) -> Path:
    written(folder, '{"_id": "d1", "title": "T", "text": "one"}\n{"_id": "d2", "text": "two"}\n', "corpus.jsonl")
    queries = [{"_id": f"q{n}", "text": f"query {n}"} for n in range(1, 5)]
    written(folder, "\n".join(map(json.dumps, queries)), "queries.jsonl")
    written(folder, qrels, "qrels/test.tsv")
    return folder
