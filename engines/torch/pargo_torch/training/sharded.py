"""Training under DeepSpeed's ZeRO: moments, master weights and gradients are split over all processes."""

from __future__ import annotations

import importlib

import torch
from torch import nn

from ..configuration import Configuration
from ..errors import UserError
from .cluster import Place
from .parameters import MOMENTS, groups, state_name


class ShardedEngine:
    """ZeRO stage 1 or 2: what is frozen is whole on each process, what is trained is split."""

    def __init__(self, model: nn.Module, configuration: Configuration, place: Place, micro_steps: int) -> None:
        try:
            import deepspeed
        except ImportError:
            raise UserError(
                "torch.zero is above 0, and DeepSpeed is not installed: pip install 'pargo-torch[cluster]', "
                "or set torch.zero to 0."
            ) from None
        if not torch.cuda.is_available():
            # Its own exchange between processes of one machine spins: with more processes than cores, as in tests
            # without a GPU, an update takes seconds. Gloo sleeps.
            importlib.import_module("deepspeed.comm.torch").build_shm_op = lambda: None
        self.ranks, self.leads, self.micro_steps = place.ranks, place.leads, micro_steps
        settings = configuration.optimizer
        optimizer = torch.optim.AdamW(groups(model, settings.weight_decay), lr=0, betas=settings.betas, eps=settings.eps)
        trained = sum(parameter.numel() for group in optimizer.param_groups for parameter in group["params"])
        self.engine, self.optimizer, _, _ = deepspeed.initialize(
            model=model,
            optimizer=optimizer,
            config=settings_of(configuration, place, micro_steps, trained),
            dist_init_required=False,
        )

    def forward(self, batch):
        """The model's sums; see `VisionLanguageModel.forward`."""
        return self.engine(batch)

    def backward(self, loss: torch.Tensor, is_last: bool) -> None:
        """Adds the gradient of a loss that is this process's part of the step's mean.

        DeepSpeed takes the mean over processes and micro-batches of what it is given; this undoes that.
        """
        self.engine.set_gradient_accumulation_boundary(is_last)
        self.engine.backward(loss * (self.ranks * self.micro_steps))

    def update(self, rate: float) -> float:
        """One update; returns the gradients' global norm before clipping."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.engine.step()
        norm = self.engine.get_global_grad_norm()
        return float(norm) if norm is not None else float("nan")

    def state(self, parameters: dict[str, nn.Parameter]) -> dict[str, torch.Tensor]:
        """Master weights and moments, whole, by `state_name`; all processes take part, the first one gets them."""
        from deepspeed.utils import safe_get_full_fp32_param, safe_get_full_optimizer_state

        self._link()
        tensors = {"step": self._flat_state()["step"].detach().clone().reshape(1)}
        for name, parameter in parameters.items():
            whole = {"weight": safe_get_full_fp32_param(parameter)}
            whole |= {part: safe_get_full_optimizer_state(parameter, part) for part in MOMENTS}
            if self.leads:
                tensors |= {state_name(name, part): tensor.detach().cpu() for part, tensor in whole.items()}
        return tensors

    def restore(self, parameters: dict[str, nn.Parameter], tensors: dict[str, torch.Tensor]) -> None:
        """Takes whole master weights and moments and keeps this process's part of them."""
        from deepspeed.utils import safe_set_full_fp32_param, safe_set_full_optimizer_state

        # AdamW makes its moments at the first update; here they must be there before.
        for group in self.optimizer.optimizer.param_groups:
            for flat in group["params"]:
                moments = {part: torch.zeros_like(flat) for part in MOMENTS}
                self.optimizer.optimizer.state[flat] = {"step": tensors["step"].reshape(()).clone(), **moments}
        self._link()
        for name, parameter in parameters.items():
            safe_set_full_fp32_param(parameter, tensors[state_name(name, "weight")].to(parameter.device))
            for part in MOMENTS:
                safe_set_full_optimizer_state(parameter, tensors[state_name(name, part)].to(parameter.device), part)

    def _link(self) -> None:
        """Ties each parameter to its moments.

        DeepSpeed does so once, after the first group's first update, when the second group's moments do not exist yet.
        """
        self.optimizer._hp_optimizer_states_linked = False
        self.optimizer._lazy_init_hp_params_optimizer_state()

    def _flat_state(self) -> dict[str, torch.Tensor]:
        return next(iter(self.optimizer.optimizer.state.values()))


def settings_of(configuration: Configuration, place: Place, micro_steps: int, trained: int) -> dict:
    """DeepSpeed's own configuration for `trained` elements.

    Buckets no larger than what there is to exchange: DeepSpeed allocates one whole in each backward pass.
    """
    batch = configuration.train.batch
    bucket = min(trained, 500_000_000)
    return {
        "train_micro_batch_size_per_gpu": batch // (place.ranks * micro_steps),
        "gradient_accumulation_steps": micro_steps,
        "train_batch_size": batch,
        "gradient_clipping": configuration.train.clip,
        "bf16": {"enabled": configuration.torch.precision == "bf16"},
        "zero_optimization": {
            "stage": configuration.torch.zero,
            "overlap_comm": True,
            "contiguous_gradients": True,
            "reduce_bucket_size": bucket,
            "allgather_bucket_size": bucket,
        },
        "zero_allow_untested_optimizer": True,
        "wall_clock_breakdown": False,
        "steps_per_print": 10**9,
    }
