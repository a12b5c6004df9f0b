"""Training steps of preset `mini` in PyTorch eager: prints one JSON object.

usage: torch_steps.py STAGE STEPS WARMUP THREADS
"""

import json
import resource
import statistics
import sys
import time

import torch

import model

stage, steps, warmup, threads = map(int, sys.argv[1:5])
torch.set_num_threads(threads)
torch.manual_seed(0)
# What importing the library alone takes, to be told apart from what training takes.
imported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

batch = 16
net = model.Model(stage)
trained = [p for p in net.parameters() if p.requires_grad]
optimizer = torch.optim.AdamW(trained, lr=1e-4, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.01)
tokens = torch.randint(0, model.VOCAB, (batch, model.TEXT))
labels = tokens.clone()
labels[:, 0] = -100
if stage == 2:
    labels[:, torch.arange(model.TEXT) // 8 % 2 == 0] = -100
# The frozen encoder's features, as from a cache.
visual = torch.randn(batch, model.VISUAL, model.SOURCE)

times, processor, losses = [], [], []
for step in range(warmup + steps):
    begin, used = time.perf_counter(), time.process_time()
    optimizer.zero_grad(set_to_none=True)
    loss = net(tokens, labels, visual)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(trained, 1.0)
    optimizer.step()
    losses.append(loss.item())
    if step >= warmup:
        times.append((time.perf_counter() - begin) * 1000)
        processor.append((time.process_time() - used) * 1000)

print(
    json.dumps(
        {
            "stage": stage,
            "threads": threads,
            "torch": torch.__version__,
            "median_ms": statistics.median(times),
            "min_ms": min(times),
            "median_cpu_ms": statistics.median(processor),
            "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "imported_bytes": imported,
            "trained": sum(p.numel() for p in trained),
            "losses": losses,
        }
    )
)
