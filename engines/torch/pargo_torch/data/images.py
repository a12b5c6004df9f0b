"""From an image file to pixels that the encoder takes."""

from __future__ import annotations

import io
from pathlib import Path

import torch
from PIL import Image, UnidentifiedImageError

from ..errors import UserError
from ..vision import DEVIATION, MEAN

LARGEST = 100_000_000
"""Pixels beyond which an image is refused rather than decoded: a small file can claim to be enormous."""


def decode(data: bytes, side: int, source: str) -> torch.Tensor:
    """(3, side, side), normalised as CLIP does. Alpha goes on white; the image is padded to a square with the mean colour.

    Raises `UserError` for bytes that are no image; `source` is what the message calls them.
    """
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > LARGEST:
                raise UserError(f"{source} claims {image.width} x {image.height} pixels, more than is decoded.")
            return normalise(square(flatten(image), side))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise UserError(f"{source} is no image that can be read: {problem}.") from None


def read(path: Path, side: int) -> torch.Tensor:
    """The pixels of a file; raises `UserError` where `decode` does, and for a file that is not there."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise UserError(f"{path} cannot be read: {problem.strerror}.") from None
    return decode(data, side, str(path))


def flatten(image: Image.Image) -> Image.Image:
    """RGB; what is transparent becomes white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def square(image: Image.Image, side: int) -> Image.Image:
    """Resized to `side`, bicubic, after centred padding with CLIP's mean colour."""
    if image.width != image.height:
        longest = max(image.size)
        padded = Image.new("RGB", (longest, longest), tuple(int(255 * value) for value in MEAN))
        padded.paste(image, ((longest - image.width) // 2, (longest - image.height) // 2))
        image = padded
    return image if image.width == side else image.resize((side, side), Image.Resampling.BICUBIC)


def normalise(image: Image.Image) -> torch.Tensor:
    """(3, H, W) of an RGB image: per channel, minus CLIP's mean, over its deviation."""
    flat = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
    pixels = flat.view(image.height, image.width, 3).permute(2, 0, 1).float() / 255
    return (pixels - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(DEVIATION).view(3, 1, 1)
