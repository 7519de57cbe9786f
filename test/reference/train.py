"""An independent training loop in NumPy, double precision: python3 train.py FOLDER

FOLDER/start.safetensors holds θ0 (`fc1.weight` [in, out], …), `mask.<parameter>` and the batches: `inputs`
[iterations, batch, in] and `labels` [iterations, batch]; FOLDER/optimizer.json the optimizer. Prints the losses before
each update as JSON. The formulas are written out from the papers, not from the code under test.
"""

import json
import sys

import numpy as np
from safetensors.numpy import load_file

folder = sys.argv[1]
tensors = load_file(f"{folder}/start.safetensors")
with open(f"{folder}/optimizer.json", encoding="utf8") as file:
    optimizer = json.load(file)

inputs = tensors.pop("inputs").astype(np.float64)
labels = tensors.pop("labels")
masks = {k.removeprefix("mask."): v.astype(np.float64) for k, v in tensors.items() if k.startswith("mask.")}
w = {k: v.astype(np.float64) for k, v in tensors.items() if not k.startswith("mask.")}
layers = ["fc1", "fc2", "output"]
for name, mask in masks.items():
    w[name] = w[name] * mask

slots = {k: [np.zeros_like(v), np.zeros_like(v)] for k, v in w.items()}
losses = []
for t, (x, y) in enumerate(zip(inputs, labels), start=1):
    # Forward: relu between the layers, softmax cross-entropy at the end.
    activations = [x]
    for layer in layers:
        z = activations[-1] @ w[f"{layer}.weight"] + w[f"{layer}.bias"]
        activations.append(z if layer == "output" else np.maximum(z, 0))
    logits = activations[-1]
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    n = len(y)
    losses.append(float(-log_p[np.arange(n), y].mean()))

    # Backward.
    delta = np.exp(log_p)
    delta[np.arange(n), y] -= 1
    delta /= n
    gradients = {}
    for i in reversed(range(len(layers))):
        name = layers[i]
        gradients[f"{name}.weight"] = activations[i].T @ delta
        gradients[f"{name}.bias"] = delta.sum(axis=0)
        if i:
            delta = (delta @ w[f"{name}.weight"].T) * (activations[i] > 0)

    # Update of the survivors.
    lr, decay = optimizer["learningRate"], optimizer.get("weightDecay", 0)
    for name, g in gradients.items():
        g = g * masks.get(name, 1)
        if optimizer["kind"] == "sgd":
            g = g + decay * w[name]
            slots[name][0] = optimizer["momentum"] * slots[name][0] + g
            step = g + optimizer["momentum"] * slots[name][0] if optimizer["nesterov"] else slots[name][0]
            w[name] = w[name] - lr * step
        else:
            if optimizer["kind"] == "adamw":
                w[name] = w[name] * (1 - lr * decay)
            m = slots[name][0] = 0.9 * slots[name][0] + 0.1 * g
            v = slots[name][1] = 0.999 * slots[name][1] + 0.001 * g * g
            w[name] = w[name] - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        w[name] = w[name] * masks.get(name, 1)

print(json.dumps(losses))
