"""A second pair of hands: another process reads lessons on another core and hands its gradients to the training.

The weights lie in memory that both processes see, so its gradients are late by a step at most; it works at the
lowest priority, whenever that core has nothing better to do.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable

import torch
import torch.multiprocessing as processes
from hearing import Lesson
from torch import nn

Loss = Callable[[nn.ModuleList, Lesson], torch.Tensor]


class Beside:
    """Gradients of `loss` over `lessons`, made elsewhere; `lend` adds what has come since the last call."""

    def __init__(self, modules: nn.ModuleList, lessons: Iterable[Lesson], loss: Loss, core: int) -> None:
        self._modules = modules.share_memory()
        self._parameters = list(modules.parameters())
        self._found = torch.zeros(sum(p.numel() for p in self._parameters)).share_memory_()
        self._full = processes.get_context("spawn").Value("i", 0)
        self._arguments = (self._modules, lessons, loss, core, self._found, self._full)
        self._process = self._begun()

    def _begun(self):
        process = processes.get_context("spawn").Process(target=_work, args=self._arguments, daemon=True)
        process.start()
        return process

    def lend(self) -> int:
        """Adds one lesson's gradients to the parameters' own if there are any; returns how many were added."""
        if not self._process.is_alive():  # a synthetic voice has brought it down
            self._process = self._begun()
        if not self._full.value:
            return 0
        at = 0
        for parameter in self._parameters:
            some = self._found[at : at + parameter.numel()].view_as(parameter)
            parameter.grad = some.clone() if parameter.grad is None else parameter.grad.add_(some)
            at += parameter.numel()
        self._full.value = 0
        return 1


def _work(modules: nn.ModuleList, lessons: Iterable[Lesson], loss: Loss, core: int, found, full) -> None:
    os.sched_setaffinity(0, {core})
    os.nice(15)
    torch.set_num_threads(1)
    for lesson in lessons:
        modules.zero_grad()
        loss(modules, lesson).backward()
        while full.value:
            time.sleep(0.02)
        parts = [torch.zeros(p.numel()) if p.grad is None else p.grad.flatten() for p in modules.parameters()]
        found.copy_(torch.cat(parts))
        full.value = 1
