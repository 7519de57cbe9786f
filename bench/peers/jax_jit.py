"""JAX under jit, with several networks batched by vmap or one after another.

The variant is two words. `loss` multiplies the weights by their masks inside the loss, as most code with jax.grad does;
`grad` masks the gradient. `scan` compiles a lax.scan over a chunk of iterations and trains the networks one after
another, `vmap` batches them, and `step` compiles one iteration and calls it from a Python loop: on a CPU, XLA's
convolutions are very slow inside XLA's loops.
"""

import os
import sys

os.environ["JAX_PLATFORMS"] = "cuda" if os.environ["BENCH_DEVICE"] == "GPU" else "cpu"
# Contestants share the GPU.
os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"

import jax
import jax.numpy as jnp
from jax import lax

from serve import Task, serve

task = Task(sys.argv[1:])
about = task.about
convolutions = about["convolutions"]
mask_place, arrangement = task.variant.split("-")
numbers = about["optimizer"]
inputs = jnp.asarray(task.inputs)
labels = jnp.asarray(task.labels)
prunable = [parameter["prunable"] for parameter in about["parameters"]]


def masked(arrays, masks):
    return [array * mask if can else array for array, mask, can in zip(arrays, masks, prunable)]


def forward(parameters, h):
    layers = list(zip(parameters[::2], parameters[1::2]))
    for block in convolutions:
        for _ in range(block):
            weight, bias = layers.pop(0)
            axes = ("NHWC", "HWIO", "NHWC")
            h = jax.nn.relu(lax.conv_general_dilated(h, weight, (1, 1), "SAME", dimension_numbers=axes) + bias)
        h = lax.reduce_window(h, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "SAME")
    h = h.reshape(h.shape[0], -1)
    for weight, bias in layers[:-1]:
        h = jax.nn.relu(h @ weight + bias)
    weight, bias = layers[-1]
    return h @ weight + bias


def loss_of(parameters, masks, x, y):
    if mask_place == "loss":
        parameters = masked(parameters, masks)
    logits = jax.nn.log_softmax(forward(parameters, x))
    return -jnp.mean(jnp.take_along_axis(logits, y[:, None], 1))


def iteration(masks, state, batch):
    parameters, m, v, t = state
    loss, gradients = jax.value_and_grad(loss_of)(parameters, masks, inputs[batch], labels[batch])
    if mask_place == "grad":
        gradients = masked(gradients, masks)
    beta1, beta2 = numbers["beta1"], numbers["beta2"]
    t = t + 1
    m = [beta1 * a + (1 - beta1) * g for a, g in zip(m, gradients)]
    v = [beta2 * a + (1 - beta2) * g * g for a, g in zip(v, gradients)]
    c1, c2 = 1 - beta1**t, 1 - beta2**t
    parameters = [
        w - numbers["learningRate"] * (a / c1) / (jnp.sqrt(b / c2) + numbers["epsilon"])
        for w, a, b in zip(parameters, m, v)
    ]
    return (parameters, m, v, t), loss


def chunk_of(masks, state, batches):
    return lax.scan(lambda state, batch: iteration(masks, state, batch), state, batches)


step = jax.jit(iteration)


def steps_of(masks, state, batches):
    losses = []
    for batch in batches:
        state, loss = step(masks, state, batch)
        losses.append(loss)
    return state, jnp.stack(losses)


def beginning(weights):
    zeros = [jnp.zeros_like(array) for array in weights]
    networks_axes = weights[0].shape[: weights[0].ndim - len(about["parameters"][0]["shape"])]
    return (weights, zeros, zeros, jnp.zeros(networks_axes, jnp.float32))


if arrangement == "vmap":
    stacked = lambda networks: [jnp.stack(arrays) for arrays in zip(*networks)]
    run = jax.jit(jax.vmap(chunk_of))
    networks = [(beginning(stacked(task.weights)), stacked(task.masks), task.batches)]
else:
    run = jax.jit(chunk_of) if arrangement == "scan" else steps_of
    networks = [
        (beginning([jnp.asarray(a) for a in weights]), [jnp.asarray(a) for a in masks], batches)
        for weights, masks, batches in zip(task.weights, task.masks, task.batches)
    ]

# Each chunk takes the next rows of the table, which repeats after its end.
pieces = about["rows"] // task.chunk
tables = [
    [jnp.asarray(batches[..., i * task.chunk : (i + 1) * task.chunk, :]) for i in range(pieces)]
    for _, _, batches in networks
]


def train(chunks):
    states = [start for start, _, _ in networks]
    losses = [[] for _ in networks]
    for done in range(chunks):
        for i, (_, masks, _) in enumerate(networks):
            states[i], loss = run(masks, states[i], tables[i][done % pieces])
            losses[i].append(loss)
    jax.block_until_ready((states, losses))
    return losses


guard = [jnp.concatenate(losses, -1) for losses in train(task.guard_chunks())]
rows = guard[0] if arrangement == "vmap" else jnp.stack(guard)
serve(task.guard_losses(rows), os.environ["BENCH_DEVICE"], f"JAX {jax.__version__}", train)
