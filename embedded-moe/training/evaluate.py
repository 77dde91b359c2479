"""Held-out exact match of the trained models: ``python evaluate.py sums`` (all models when none is named)."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import torch

import vocab
from gguf import read_model
from lora import adapt, read_adapter
from mixture import DOMAINS, prompt_ids
from model import Model
from recipes import ADAPTERS, RECIPES
from smalltalk import REFUSAL

HERE = Path(__file__).resolve().parent
QUESTIONS = HERE.parent / "src/main/resources/questions/questions.jsonl"
NOTATION = QUESTIONS.with_name("notation.jsonl")
RESULTS = HERE / "results.json"
CHECKPOINTS = HERE.parent / "target/checkpoints"
MODELS = HERE.parent / "src/main/resources/models"
LONGEST_REPLY = 240
EFFORTS = {"normal": False, "low": True}


@torch.no_grad()
def generate(model: Model, prompts: list[str], direct: bool, batch: int = 128) -> list[str]:
    """Greedy replies, decoded in batches of similar prompt length; finished rows leave their batch."""
    replies = [""] * len(prompts)
    by_length: dict[int, list[int]] = defaultdict(list)
    for index, prompt in enumerate(prompts):
        by_length[len(prompt)].append(index)
    for same in by_length.values():
        for start in range(0, len(same), batch):
            active = same[start : start + batch]
            ids = torch.tensor([prompt_ids(prompts[i], direct) for i in active])
            prompt_length = ids.shape[1]
            while active and ids.shape[1] < prompt_length + LONGEST_REPLY:
                following = model(ids)[0][:, -1].argmax(-1)
                ids = torch.cat((ids, following[:, None]), dim=1)
                done = following == vocab.END
                for row in done.nonzero().flatten().tolist():
                    replies[active[row]] = vocab.decode(ids[row, prompt_length:].tolist())
                active = [i for i, finished in zip(active, done.tolist()) if not finished]
                ids = ids[~done]
            for row, index in enumerate(active):
                replies[index] = vocab.decode(ids[row, prompt_length:].tolist())
    return replies


def graded(reply: str, answer: str, task: str) -> bool:
    """The last non-empty line, without a trailing period, equals the answer; only upper/lower tasks mind the case."""
    lines = [line.strip() for line in reply.splitlines() if line.strip()]
    last = lines[-1].removesuffix(".") if lines else ""
    return last == answer if task in ("upper", "lower") else last.lower() == answer.lower()


def score(rows: Iterable[dict[str, str]], replies: list[str]) -> dict[str, object]:
    """Exact match overall, by domain and by task, and the mean number of generated tokens (end included)."""
    marks: dict[str, list[bool]] = defaultdict(list)
    tokens = [len(reply) + 1 for reply in replies]
    for row, reply in zip(rows, replies):
        mark = graded(reply, row["answer"], row["task"])
        for group in ("overall", row["domain"], f"{row['domain']}/{row['task']}"):
            marks[group].append(mark)
    exact = {group: round(sum(m) / len(m), 4) for group, m in sorted(marks.items())}
    return {"exact": exact, "questions": len(tokens), "mean_tokens": round(sum(tokens) / len(tokens), 1)}


def load(name: str, checkpoints: Path) -> Model:
    """The model of a checkpoint, or a shipped one with a shipped adapter on."""
    if name in ADAPTERS:
        recipe = ADAPTERS[name]
        adapted = read_model(RECIPES[recipe.base].shape, MODELS / f"{recipe.base}.gguf")
        adapt(adapted, recipe.ranks)
        read_adapter(adapted, recipe.ranks, MODELS.parent / f"adapters/{name}.gguf")
        return adapted.eval()
    model = Model(RECIPES[name].shape)
    model.load_state_dict(torch.load(checkpoints / f"{name}.pt")["model"])
    return model.eval()


def elsewhere(folder: Path, name: str, effort: str) -> list[str]:
    """Replies that another runtime gave to the same questions: one line each, newlines written as ``\\n``."""
    lines = (folder / f"{name}-{effort}.txt").read_text().split("\n")
    return [line.replace("\\n", "\n") for line in lines[:-1]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=sorted(RECIPES), help="models or adapters; default: all models")
    parser.add_argument("--checkpoints", type=Path, default=CHECKPOINTS)
    parser.add_argument("--split", choices=("train", "test", "all"), default="test", help="all: both unseen splits")
    parser.add_argument("--replies", type=Path, help="score the replies of another runtime found in this folder")
    parser.add_argument("--runtime", default="pytorch", help="the name under which results are stored")
    parser.add_argument("--write", action="store_true", help="store the measures in results.json")
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = [json.loads(line) for path in (QUESTIONS, NOTATION) for line in path.read_text().splitlines()]
    unseen = [r for r in rows if options.split in ("all", r["split"])]
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in options.names:
        split = unseen if name in ADAPTERS else [r for r in unseen if r["domain"] in DOMAINS]
        asked = [r for r in split if name not in DOMAINS or r["domain"] == name]
        for effort, direct in EFFORTS.items():
            if options.replies:
                measured = score(asked, elsewhere(options.replies, name, effort))
            else:
                model = load(name, options.checkpoints)
                measured = score(asked, generate(model, [r["prompt"] for r in asked], direct))
                foreign = [r["prompt"] for r in split if r not in asked][:: max(1, len(split) // 100)]
                declined = [reply == REFUSAL for reply in generate(model, foreign, direct)]
                measured["foreign_declined"] = round(sum(declined) / max(1, len(declined)), 4)
            results.setdefault(options.runtime, {}).setdefault(options.split, {}).setdefault(name, {})[effort] = measured
            print(name, effort, json.dumps(measured), flush=True)
    if options.write:
        RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
