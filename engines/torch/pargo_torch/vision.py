"""The vision encoder: EVA-02 from timm, frozen, its last block's output without the class token, then `ln_vision`."""

from __future__ import annotations

from functools import partial

import torch
from torch import nn

from .configuration import Configuration

MEAN = (0.48145466, 0.4578275, 0.40821073)
"""CLIP's pixel mean, in each channel of 0…1."""

DEVIATION = (0.26862954, 0.26130258, 0.27577711)
"""CLIP's pixel standard deviation."""


class VisionEncoder(nn.Module):
    """Pixels (B, 3, H, H), normalised, to features (B, V, W)."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__()
        from timm.layers import LayerNorm
        from timm.models.eva import Eva

        shape = configuration.vision
        self.visual_encoder = Eva(
            img_size=shape.image,
            patch_size=shape.patch,
            embed_dim=shape.width,
            depth=shape.depth,
            num_heads=shape.heads,
            mlp_ratio=shape.ffn / shape.width,
            qkv_fused=False,
            swiglu_mlp=True,
            scale_mlp=True,
            scale_attn_inner=True,
            use_rot_pos_emb=True,
            ref_feat_shape=(16, 16),
            rope_temperature=shape.rope_theta,
            norm_layer=partial(LayerNorm, eps=shape.norm_eps),
            num_classes=0,
            global_pool="",
        )
        self.ln_vision = nn.LayerNorm(shape.width, eps=1e-5)
        self.requires_grad_(False).eval()

    def train(self, mode: bool = True) -> "VisionEncoder":
        """Stays in evaluation mode: it is frozen."""
        return super().train(False)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        # timm's `forward_features` ends with the norm that ParGo leaves out.
        tower = self.visual_encoder
        x = tower.patch_embed(pixels)
        x, rotation = tower._pos_embed(x)[:2]
        for block in tower.blocks:
            x = block(x, rope=rotation)
        # In single precision whatever the tower's own: the released code does so.
        return nn.functional.layer_norm(
            x[:, 1:].float(), self.ln_vision.normalized_shape, self.ln_vision.weight.float(), self.ln_vision.bias.float(), 1e-5
        ).to(x.dtype)
