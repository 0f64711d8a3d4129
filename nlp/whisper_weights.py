"""权重转换: a CTranslate2 Whisper directory → the checkpoint openai-whisper loads, so both use the same weights."""

import os
import struct
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from nlp.packaged_model import ModelUnusable

Weights = dict[str, npt.NDArray[np.generic]]

_TYPES: tuple[type[np.generic], ...] = (np.float32, np.int8, np.int16, np.int32, np.float16)


def checkpoint_from(folder: Path, target: Path) -> Path:
    """The checkpoint of the model in `folder`, written to `target` at the first call (twice the size of the weights).

    Raises ModelUnusable if the folder holds no Whisper model in 16 or 32 bit floats.
    """
    if target.is_file():
        return target
    checkpoint = _checkpoint(_read(folder / "model.bin"))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, making = tempfile.mkstemp(prefix=".", suffix=".pt", dir=target.parent)
    os.close(handle)
    try:
        torch.save(checkpoint, making)
        os.replace(making, target)
    finally:
        Path(making).unlink(missing_ok=True)
    return target


def _read(path: Path) -> Weights:
    """CTranslate2's model.bin: version, name, revision, then each array as name, shape, type, bytes; then aliases."""
    data = path.read_bytes()
    at = 0

    def numbers(form: str) -> tuple[int, ...]:
        nonlocal at
        found = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return found

    def text() -> str:
        nonlocal at
        (length,) = numbers("H")
        at += length
        return data[at - length : at - 1].decode()

    arrays: Weights = {}
    try:
        (version,) = numbers("I")
        if version < 4 or text() != "WhisperSpec":
            raise ModelUnusable(f"{path} 不是 CTranslate2 的 Whisper 模型")
        _, count = numbers("II")
        for _ in range(count):
            name = text()
            (axes,) = numbers("B")
            shape = numbers(f"{axes}I")
            (kind,), (size,) = numbers("B"), numbers("I")
            arrays[name] = np.frombuffer(data[at : at + size], _TYPES[kind]).reshape(shape)
            at += size
        (aliases,) = numbers("I")
        for _ in range(aliases):
            alias, name = text(), text()
            arrays[alias] = arrays[name]
    except (struct.error, ValueError, IndexError, UnicodeDecodeError) as error:
        raise ModelUnusable(f"{path} 损坏：{error}") from error
    return arrays


def _checkpoint(weights: Weights) -> dict[str, object]:
    state: dict[str, torch.Tensor] = {}

    def tensor(name: str) -> torch.Tensor:
        array = weights[name]
        if array.dtype not in (np.float16, np.float32):
            raise ModelUnusable("量化过的模型不能转换，请用 float16 的模型")
        return torch.from_numpy(array.astype(np.float16))

    def linear(to: str, name: str) -> None:
        state[f"{to}.weight"], state[f"{to}.bias"] = tensor(f"{name}/weight"), tensor(f"{name}/bias")

    def norm(to: str, name: str) -> None:
        state[f"{to}.weight"], state[f"{to}.bias"] = tensor(f"{name}/gamma"), tensor(f"{name}/beta")

    def attention(to: str, name: str, crosses: bool) -> None:
        """CTranslate2 lays query, key and value (across: key and value) on top of each other in one matrix."""
        norm(f"{to}_ln", f"{name}/layer_norm")
        parts = ("key", "value") if crosses else ("query", "key", "value")
        stacked = f"{name}/linear_{1 if crosses else 0}"
        if crosses:
            linear(f"{to}.query", f"{name}/linear_0")
        for part, weight in zip(parts, tensor(f"{stacked}/weight").chunk(len(parts)), strict=True):
            state[f"{to}.{part}.weight"] = weight.clone()
        for part, bias in zip(parts, tensor(f"{stacked}/bias").chunk(len(parts)), strict=True):
            if part != "key":  # Whisper's keys have no bias
                state[f"{to}.{part}.bias"] = bias.clone()
        linear(f"{to}.out", f"{name}/linear_{2 if crosses else 1}")

    layers = {"encoder": 0, "decoder": 0}
    for side in layers:
        while f"{side}/layer_{layers[side]}/self_attention/layer_norm/gamma" in weights:
            name, to = f"{side}/layer_{layers[side]}", f"{side}.blocks.{layers[side]}"
            attention(f"{to}.attn", f"{name}/self_attention", crosses=False)
            if side == "decoder":
                attention(f"{to}.cross_attn", f"{name}/attention", crosses=True)
            norm(f"{to}.mlp_ln", f"{name}/ffn/layer_norm")
            linear(f"{to}.mlp.0", f"{name}/ffn/linear_0")
            linear(f"{to}.mlp.2", f"{name}/ffn/linear_1")
            layers[side] += 1
    linear("encoder.conv1", "encoder/conv1")
    linear("encoder.conv2", "encoder/conv2")
    norm("encoder.ln_post", "encoder/layer_norm")
    norm("decoder.ln", "decoder/layer_norm")
    state["encoder.positional_embedding"] = tensor("encoder/position_encodings/encodings")
    state["decoder.positional_embedding"] = tensor("decoder/position_encodings/encodings")
    state["decoder.token_embedding.weight"] = tensor("decoder/embeddings/weight")

    vocabulary, width = state["decoder.token_embedding.weight"].shape
    heads = int(weights["encoder/num_heads"].reshape(-1)[0]) if "encoder/num_heads" in weights else width // 64
    dims = {
        "n_mels": state["encoder.conv1.weight"].shape[1],
        "n_audio_ctx": state["encoder.positional_embedding"].shape[0],
        "n_audio_state": width,
        "n_audio_head": heads,
        "n_audio_layer": layers["encoder"],
        "n_vocab": vocabulary,
        "n_text_ctx": state["decoder.positional_embedding"].shape[0],
        "n_text_state": width,
        "n_text_head": heads,
        "n_text_layer": layers["decoder"],
    }
    return {"dims": dims, "model_state_dict": state}
