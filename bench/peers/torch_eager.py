"""Typical PyTorch: an nn.Module, torch.optim.Adam with its defaults, masks on p.grad, no compilation.

The variant `default` uses PyTorch's default number of threads, `single` uses one. In a small network, threads that wait
for each other cost more than they gain, most of all next to other work on the machine.
"""

import os
import sys

import torch
from torch import nn

from serve import Task, serve

task = Task(sys.argv[1:])
about = task.about
if task.variant == "single":
    torch.set_num_threads(1)
convolutions = about["convolutions"]
device = torch.device("cuda" if os.environ["BENCH_DEVICE"] == "GPU" else "cpu")


def network():
    """Layers for the parameters' shapes: [in, out], or [height, width, in, out] for a convolution."""
    weights = [p["shape"] for p in about["parameters"] if len(p["shape"]) > 1]
    layers = []
    for block in convolutions:
        for _ in range(block):
            _, _, into, out = weights.pop(0)
            layers += [nn.Conv2d(into, out, 3, padding="same"), nn.ReLU()]
        layers.append(nn.MaxPool2d(2))
    if convolutions:
        layers.append(nn.Flatten())
    while weights:
        into, out = weights.pop(0)
        layers.append(nn.Linear(into, out))
        if weights:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def as_torch(arrays):
    """Converts parameters to PyTorch's axes. It flattens channels first, so the rows of the first dense layer move."""
    tensors = []
    side = about["input"][0] // 2 ** len(convolutions)
    previous = None
    for array in arrays:
        tensor = torch.from_numpy(array.copy())
        if tensor.ndim == 4:
            previous = tensor.shape[3]
            tensor = tensor.permute(3, 2, 0, 1)
        elif tensor.ndim == 2:
            if previous is not None:
                tensor = tensor.reshape(side, side, previous, -1).permute(2, 0, 1, 3).flatten(0, 2)
                previous = None
            tensor = tensor.t()
        tensors.append(tensor.contiguous())
    return tensors


inputs = torch.from_numpy(task.inputs)
if convolutions:
    inputs = inputs.permute(0, 3, 1, 2).contiguous()
inputs = inputs.to(device)
labels = torch.from_numpy(task.labels).long().to(device)
batches = torch.from_numpy(task.batches[0]).long().to(device)
start = as_torch(task.weights[0])
masks = [mask.to(device) for mask in as_torch(task.masks[0])]
numbers = about["optimizer"]
criterion = nn.CrossEntropyLoss()


def train(iterations):
    model = network().to(device)
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), start):
            parameter.copy_(value)
    optimizer = torch.optim.Adam(
        model.parameters(),
        lr=numbers["learningRate"],
        betas=(numbers["beta1"], numbers["beta2"]),
        eps=numbers["epsilon"],
    )
    masked = [
        (parameter, mask)
        for parameter, mask, about_it in zip(model.parameters(), masks, about["parameters"])
        if about_it["prunable"]
    ]
    losses = []
    for i in range(iterations):
        batch = batches[i % len(batches)]
        optimizer.zero_grad()
        loss = criterion(model(inputs[batch]), labels[batch])
        loss.backward()
        for parameter, mask in masked:
            parameter.grad.mul_(mask)
        optimizer.step()
        losses.append(loss.detach())
    # On a GPU, the copy waits for all iterations.
    return torch.stack(losses).cpu()


guard = train(about["guardIterations"])
serve(
    task.guard_losses(guard[None]),
    os.environ["BENCH_DEVICE"],
    f"PyTorch {torch.__version__}, threads: {torch.get_num_threads()}",
    lambda chunks: train(chunks * task.chunk),
)
