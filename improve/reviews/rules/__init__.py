"""Pure rules of reviews: plain values in, a verdict or a refusal out."""
