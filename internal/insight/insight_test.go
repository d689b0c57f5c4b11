package insight

import "testing"

func TestPercent(t *testing.T) {
	for share, want := range map[float64]int{0: 0, 1: 100, 0.999999: 99, 0.000001: 1, 1.0 / 3: 33, 2.0 / 3: 67, 0.995: 99, 0.505: 51, -1: 0, 2: 100} {
		if got := Percent(share); got != want {
			t.Errorf("%v is %d %%, want %d", share, got, want)
		}
	}
}
