"""Code that the peers share: arguments, task, and the protocol of bench/serve.ts."""

import json
import os
import sys

import numpy as np


class Task:
    """The arrays that bench/task.ts wrote, for the replicas of this process."""

    def __init__(self, arguments):
        folder, self.variant, chunk, replicas = arguments
        self.chunk = int(chunk)
        self.replicas = [int(index) for index in replicas.split(",")]
        with open(os.path.join(folder, "task.json"), encoding="utf-8") as file:
            self.about = json.load(file)

        def read(name, dtype):
            return np.fromfile(os.path.join(folder, name), dtype=dtype)

        about = self.about
        self.inputs = read("inputs.f32", np.float32).reshape([about["examples"], *about["input"]])
        self.labels = read("labels.i32", np.int32)
        batches = read("batches.i32", np.int32).reshape([about["replicas"], about["rows"], about["batch"]])
        weights = read("weights.f32", np.float32).reshape([about["replicas"], -1])
        masks = read("masks.u8", np.uint8).reshape([about["replicas"], -1])
        self.batches = batches[self.replicas]
        self.weights = [self._parameters(weights[index]) for index in self.replicas]
        self.masks = [self._parameters(masks[index].astype(np.float32)) for index in self.replicas]
        if not about["convolutions"]:
            self.inputs = self.inputs.reshape([about["examples"], -1])

    def _parameters(self, row):
        """The arrays of one network, in forward order: weight, bias, weight, bias, …"""
        arrays, start = [], 0
        for parameter in self.about["parameters"]:
            size = int(np.prod(parameter["shape"]))
            arrays.append(row[start : start + size].reshape(parameter["shape"]))
            start += size
        return arrays

    def guard_chunks(self):
        return -(-self.about["guardIterations"] // self.chunk)

    def guard_losses(self, losses):
        """The losses of the last guard iteration, from losses [replicas, iterations]."""
        return [float(row[self.about["guardIterations"] - 1]) for row in losses]


def serve(losses, device, library, run):
    """Reports that the process is ready, then calls `run(chunks)` for each `go CHUNKS` line."""
    send({"losses": losses, "device": device, "library": library})
    for line in sys.stdin:
        run(int(line.split()[1]))
        send({})


def send(message):
    print("@ " + json.dumps(message), flush=True)
