package wlwire

import "math"

// Fixed is a signed 24.8 fixed-point number.
type Fixed int32

// FixedInt returns v as Fixed, clamped to its range.
func FixedInt(v int) Fixed {
	return Fixed(max(math.MinInt32, min(math.MaxInt32&^0xff, v*256)))
}

// FixedFloat returns the Fixed nearest to v, clamped to its range. NaN is 0.
func FixedFloat(v float64) Fixed {
	v = math.Round(v * 256)
	switch {
	case v != v:
		return 0
	case v >= math.MaxInt32:
		return math.MaxInt32
	case v <= math.MinInt32:
		return math.MinInt32
	}
	return Fixed(v)
}

// Float returns f as a floating-point number, exactly.
func (f Fixed) Float() float64 { return float64(f) / 256 }

// Int returns the greatest integer not above f.
func (f Fixed) Int() int { return int(f >> 8) }
