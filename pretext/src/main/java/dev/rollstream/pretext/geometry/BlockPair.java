package dev.rollstream.pretext.geometry;

/** Two blocks of a depth map that a question of relative position can be asked about. */
public record BlockPair(PairKind kind, DepthWindow first, DepthWindow second) {}
