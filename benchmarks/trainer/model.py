"""The embedded trainer's model of preset `mini` in plain PyTorch: what a careful user would write."""

import torch
import torch.nn.functional as F
from torch import nn

VISUAL, SOURCE = 144, 192
HIDDEN, DEPTH, HEADS, FFN, PARTIAL, GLOBAL = 192, 6, 6, 768, 72, 4
WIDTH, BLOCKS, LLM_HEADS, LLM_FFN, VOCAB, TEXT = 256, 6, 8, 688, 512, 48
RANK, ALPHA = 16, 32
QUERIES = PARTIAL + GLOBAL


def masks():
    """Who sees whom: (Q, Q) for self-attention as in the released code, (Q, V) for cross-attention."""
    partial = torch.arange(QUERIES) < PARTIAL
    own = partial[:, None] == partial[None, :]
    group = torch.arange(VISUAL) // (VISUAL // PARTIAL)
    cross = ~partial[:, None] | (group[None, :] == torch.arange(QUERIES)[:, None])
    return own, cross


class BertAttention(nn.Module):
    def __init__(self, source):
        super().__init__()
        self.query, self.key, self.value = nn.Linear(HIDDEN, HIDDEN), nn.Linear(source, HIDDEN), nn.Linear(source, HIDDEN)
        self.dense, self.norm = nn.Linear(HIDDEN, HIDDEN), nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x, source, mask):
        def split(y):
            return y.view(y.shape[0], y.shape[1], HEADS, -1).transpose(1, 2)

        y = F.scaled_dot_product_attention(
            split(self.query(x)), split(self.key(source)), split(self.value(source)), attn_mask=mask
        )
        return self.norm(self.dense(y.transpose(1, 2).reshape(x.shape)) + x)


class ParGoLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.own, self.cross = BertAttention(HIDDEN), BertAttention(SOURCE)
        self.widen, self.narrow, self.norm = nn.Linear(HIDDEN, FFN), nn.Linear(FFN, HIDDEN), nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x, visual, own, cross):
        x = self.own(x, x, own)
        x = self.cross(x, visual, cross)
        return self.norm(self.narrow(F.gelu(self.widen(x))) + x)


class Projector(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Parameter(0.02 * torch.randn(1, QUERIES, HIDDEN))
        self.places = nn.Parameter(0.02 * torch.randn(QUERIES, HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(ParGoLayer() for _ in range(DEPTH))
        self.out = nn.Linear(HIDDEN, WIDTH)
        own, cross = masks()
        self.register_buffer("own", own)
        self.register_buffer("cross", cross)

    def forward(self, visual):
        x = self.norm(self.tokens + self.places).expand(visual.shape[0], -1, -1)
        for layer in self.layers:
            x = layer(x, visual, self.own, self.cross)
        return self.out(x)


class Adapted(nn.Module):
    """A frozen linear map with LoRA beside it, as PEFT computes it."""

    def __init__(self, base):
        super().__init__()
        self.base = base
        self.down, self.up = nn.Linear(base.in_features, RANK, bias=False), nn.Linear(RANK, base.out_features, bias=False)
        nn.init.zeros_(self.up.weight)

    def forward(self, x):
        return self.base(x) + self.up(self.down(x)) * (ALPHA / RANK)


class RMSNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return F.rms_norm(x, (WIDTH,), self.weight, 1e-5)


def turned(x, cosines, sines):
    first, second = x.chunk(2, dim=-1)
    return x * cosines + torch.cat((-second, first), dim=-1) * sines


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = RMSNorm(), RMSNorm()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(4))
        self.gate, self.up = (nn.Linear(WIDTH, LLM_FFN, bias=False) for _ in range(2))
        self.down = nn.Linear(LLM_FFN, WIDTH, bias=False)

    def forward(self, x, cosines, sines):
        def split(y):
            return y.view(y.shape[0], y.shape[1], LLM_HEADS, -1).transpose(1, 2)

        h = self.norm1(x)
        q, k, v = split(self.q(h)), split(self.k(h)), split(self.v(h))
        y = F.scaled_dot_product_attention(turned(q, cosines, sines), turned(k, cosines, sines), v, is_causal=True)
        x = x + self.o(y.transpose(1, 2).reshape(x.shape))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Model(nn.Module):
    def __init__(self, stage):
        super().__init__()
        self.projector = Projector()
        self.embed = nn.Embedding(VOCAB, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.norm = RMSNorm()
        self.head = nn.Linear(WIDTH, VOCAB, bias=False)
        for part in (self.embed, self.blocks, self.norm, self.head):
            part.requires_grad_(False)
        if stage == 2:
            for block in self.blocks:
                block.q, block.k, block.v, block.o = map(Adapted, (block.q, block.k, block.v, block.o))
        half = WIDTH // LLM_HEADS // 2
        angles = torch.arange(QUERIES + TEXT)[:, None] * 10_000.0 ** (-torch.arange(half) / half)[None, :]
        angles = torch.cat((angles, angles), dim=-1)
        self.register_buffer("cosines", angles.cos())
        self.register_buffer("sines", angles.sin())

    def forward(self, tokens, labels, visual):
        """The mean loss over labels that are not -100; image tokens stand after the first text token."""
        text, image = self.embed(tokens), self.projector(visual)
        x = torch.cat((text[:, :1], image, text[:, 1:]), dim=1)
        for block in self.blocks:
            x = block(x, self.cosines, self.sines)
        # Only the positions that predict a text token go through the head.
        logits = self.head(self.norm(x[:, QUERIES:-1]))
        return F.cross_entropy(logits.reshape(-1, VOCAB), labels[:, 1:].reshape(-1))
