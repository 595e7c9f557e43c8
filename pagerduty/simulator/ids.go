package simulator

import (
	"fmt"
	"math/bits"
)

const idDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// newID returns an id that looks like PagerDuty's: a prefix and digits in base 36. Ids are made from a counter, so that they are
// the same on every start, and scattered, so that they do not look consecutive.
func (a *account) newID(prefix string, digits int) string {
	a.issued++
	space := uint64(1)
	for range min(digits, 12) { // 36^12 is the most that fits
		space *= uint64(len(idDigits))
	}
	const step = 2_862_933_555_777_941_759 // coprime to 36, so that every value occurs once before any repeats
	high, low := bits.Mul64(uint64(a.issued), step%space)
	_, value := bits.Div64(high%space, low, space)
	id := make([]byte, digits)
	for i, rest := 0, value; i < digits; i++ {
		if i%12 == 0 && i > 0 {
			rest = value ^ value>>(i+1) // already unique: these digits are filler
		}
		id[i] = idDigits[rest%uint64(len(idDigits))]
		rest /= uint64(len(idDigits))
	}
	return prefix + string(id)
}

// The lengths of PagerDuty's ids.
func (a *account) newShortID() string { return a.newID("P", 6) }
func (a *account) newLongID() string  { return a.newID("Q", 13) }

// newShiftID returns an id for the parts of shift-based schedules.
func (a *account) newShiftID() string { return a.newID("A", 25) }

// newUUID returns an id for orchestrations and their parts.
func (a *account) newUUID() string {
	a.issued++
	high, low := scatter(uint64(2*a.issued)), scatter(uint64(2*a.issued+1))
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", high>>32, high>>16&0xffff, high&0xfff, low>>48&0x3fff|0x8000, low&0xffffffffffff)
}

// scatter maps each number to a different one that looks random.
func scatter(n uint64) uint64 {
	n *= 0x9e3779b97f4a7c15
	n = (n ^ n>>32) * 0xd6e8feb86659fd93
	return n ^ n>>32
}
