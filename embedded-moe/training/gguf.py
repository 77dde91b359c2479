"""Writes a model as a GGUF file that llama.cpp's ``llama`` architecture loads, and reads it back, with numpy only.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3, little endian.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import vocab
from model import Model, Shape

_UINT32, _FLOAT32, _BOOL, _STRING, _ARRAY, _INT32 = 4, 6, 7, 8, 9, 5
_TYPES = {np.dtype("<f4"): 0, np.dtype("<f2"): 1}
_ALIGNMENT = 32

CHAT_TEMPLATE = "{{ messages[-1]['content'] }}\n>"


def _string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: object) -> bytes:
    """A typed metadata value."""
    if isinstance(value, bool):
        return struct.pack("<I?", _BOOL, value)
    if isinstance(value, int):
        return struct.pack("<II", _UINT32, value)
    if isinstance(value, float):
        return struct.pack("<If", _FLOAT32, value)
    if isinstance(value, str):
        return struct.pack("<I", _STRING) + _string(value)
    if isinstance(value, list) and isinstance(value[0], str):
        return struct.pack("<IIQ", _ARRAY, _STRING, len(value)) + b"".join(_string(v) for v in value)
    if isinstance(value, list) and isinstance(value[0], float):
        return struct.pack("<IIQ", _ARRAY, _FLOAT32, len(value)) + np.array(value, "<f4").tobytes()
    if isinstance(value, list) and isinstance(value[0], int):
        return struct.pack("<IIQ", _ARRAY, _INT32, len(value)) + np.array(value, "<i4").tobytes()
    raise TypeError(f"no GGUF type for {value!r}")


def metadata(shape: Shape, name: str) -> dict[str, object]:
    """The keys llama.cpp needs for the architecture and the tokenizer."""
    return {
        "general.architecture": "llama",
        "general.name": name,
        "general.file_type": 1,
        "llama.vocab_size": vocab.SIZE,
        "llama.context_length": shape.context,
        "llama.embedding_length": shape.width,
        "llama.block_count": shape.layers,
        "llama.feed_forward_length": shape.expert_width,
        "llama.attention.head_count": shape.heads,
        "llama.attention.head_count_kv": shape.heads,
        "llama.attention.layer_norm_rms_epsilon": shape.epsilon,
        "llama.rope.dimension_count": shape.head_width,
        "llama.rope.freq_base": shape.rope_base,
        "llama.expert_count": shape.experts,
        "llama.expert_used_count": shape.used,
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.tokens": vocab.pieces(),
        "tokenizer.ggml.scores": [0.0] * vocab.SIZE,
        "tokenizer.ggml.token_type": vocab.piece_types(),
        "tokenizer.ggml.bos_token_id": vocab.BEGIN,
        "tokenizer.ggml.eos_token_id": vocab.END,
        "tokenizer.ggml.unknown_token_id": vocab.UNKNOWN,
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_eos_token": False,
        "tokenizer.ggml.add_space_prefix": False,
        "tokenizer.chat_template": CHAT_TEMPLATE,
    }


def neighbouring_pairs(weight: np.ndarray, heads: int, back: bool = False) -> np.ndarray:
    """Reorders rotary rows [d, columns] from (i, i + h/2) pairs to llama.cpp's (2i, 2i + 1) pairs, or back."""
    rows, columns = weight.shape
    pairs, half = (rows // heads // 2, 2) if back else (2, rows // heads // 2)
    return weight.reshape(heads, pairs, half, columns).swapaxes(1, 2).reshape(rows, columns)


def tensors(model: Model) -> dict[str, np.ndarray]:
    """Every tensor under its GGUF name; numpy shapes are GGUF dimensions reversed."""

    def array(tensor: Tensor) -> np.ndarray:
        return tensor.detach().float().numpy()

    result = {
        "token_embd.weight": array(model.embedding),
        "output_norm.weight": array(model.norm.scale),
        "output.weight": array(model.output),
    }
    for index, block in enumerate(model.blocks):
        query, key, value = array(block.attention.query_key_value)
        gate, up = array(block.experts.gate_up)
        result |= {
            f"blk.{index}.attn_norm.weight": array(block.attention_norm.scale),
            f"blk.{index}.attn_q.weight": neighbouring_pairs(query, model.shape.heads),
            f"blk.{index}.attn_k.weight": neighbouring_pairs(key, model.shape.heads),
            f"blk.{index}.attn_v.weight": value,
            f"blk.{index}.attn_output.weight": array(block.attention.out),
            f"blk.{index}.ffn_norm.weight": array(block.experts_norm.scale),
            f"blk.{index}.ffn_gate_inp.weight": array(block.experts.router),
            f"blk.{index}.ffn_gate_exps.weight": gate,
            f"blk.{index}.ffn_up_exps.weight": up,
            f"blk.{index}.ffn_down_exps.weight": array(block.experts.down).swapaxes(1, 2),
        }
    return result


def write_model(model: Model, name: str, path: Path) -> None:
    """Writes matrices as F16, norms and routers as F32."""

    def number(tensor: str, array: np.ndarray) -> np.dtype:
        return np.dtype("<f4" if array.ndim == 1 or "ffn_gate_inp" in tensor else "<f2")

    write_file(path, metadata(model.shape, name), tensors(model), number)


def write_file(
    path: Path,
    pairs: dict[str, object],
    arrays: dict[str, np.ndarray],
    number: Callable[[str, np.ndarray], np.dtype],
) -> None:
    """Writes each tensor with its type of number; the file appears at once, never half written."""
    head, body = BytesIO(), BytesIO()
    head.write(b"GGUF" + struct.pack("<IQQ", 3, len(arrays), len(pairs)))
    for key, value in pairs.items():
        head.write(_string(key) + _value(value))
    for tensor, array in arrays.items():
        kind = number(tensor, array)
        dimensions = array.shape[::-1]
        head.write(_string(tensor) + struct.pack(f"<I{len(dimensions)}Q", len(dimensions), *dimensions))
        head.write(struct.pack("<IQ", _TYPES[kind], body.tell()))
        body.write(np.ascontiguousarray(array, kind).tobytes())
        body.write(b"\0" * (-body.tell() % _ALIGNMENT))
    head.write(b"\0" * (-head.tell() % _ALIGNMENT))
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".gguf.part")
    partial.write_bytes(head.getvalue() + body.getvalue())
    partial.replace(path)


class _Reader:
    """Walks over a file that this module wrote."""

    _NUMBERS = {_UINT32: "<I", _FLOAT32: "<f", _BOOL: "<?", _INT32: "<i"}

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def number(self, form: str) -> float:
        (value,) = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return value

    def string(self) -> str:
        length = self.number("<Q")
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def skip(self, kind: int) -> None:
        if kind == _STRING:
            self.string()
        elif kind == _ARRAY:
            element, count = self.number("<I"), self.number("<Q")
            for _ in range(count):
                self.skip(element)
        else:
            self.number(self._NUMBERS[kind])


def read_file(path: Path) -> dict[str, np.ndarray]:
    """The tensors of a file that this module wrote, as float32."""
    reader = _Reader(path.read_bytes())
    reader.at = 8
    tensor_count, pair_count = reader.number("<Q"), reader.number("<Q")
    for _ in range(pair_count):
        reader.string()
        reader.skip(reader.number("<I"))
    found = []
    for _ in range(tensor_count):
        name = reader.string()
        dimensions = [reader.number("<Q") for _ in range(reader.number("<I"))]
        found.append((name, dimensions[::-1], reader.number("<I"), reader.number("<Q")))
    start = reader.at + -reader.at % _ALIGNMENT
    kinds = {code: kind for kind, code in _TYPES.items()}
    return {
        name: np.frombuffer(reader.data, kinds[code], int(np.prod(shape)), start + offset)
        .reshape(shape)
        .astype(np.float32)
        for name, shape, code, offset in found
    }


def read_model(shape: Shape, path: Path) -> Model:
    """The model of a shipped file."""
    arrays, model = {name: torch.from_numpy(each.copy()) for name, each in read_file(path).items()}, Model(shape)
    state = {
        "embedding": arrays["token_embd.weight"],
        "norm.scale": arrays["output_norm.weight"],
        "output": arrays["output.weight"],
    }
    for index in range(shape.layers):
        own, their = f"blk.{index}.", f"blocks.{index}."
        rotary = [
            torch.from_numpy(neighbouring_pairs(arrays[f"{own}attn_{each}.weight"].numpy(), shape.heads, back=True))
            for each in "qk"
        ]
        state |= {
            their + "attention_norm.scale": arrays[own + "attn_norm.weight"],
            their + "attention.query_key_value": torch.stack([*rotary, arrays[own + "attn_v.weight"]]),
            their + "attention.out": arrays[own + "attn_output.weight"],
            their + "experts_norm.scale": arrays[own + "ffn_norm.weight"],
            their + "experts.router": arrays[own + "ffn_gate_inp.weight"],
            their + "experts.gate_up": torch.stack([arrays[f"{own}ffn_{each}_exps.weight"] for each in ("gate", "up")]),
            their + "experts.down": arrays[own + "ffn_down_exps.weight"].mT,
        }
    model.load_state_dict(state)
    return model
