package codec

// A Stage is one quality of progressive tiles.
type Stage struct{ Luma, Chroma Quant }
