package atlas

import (
	"cmp"
	"math"
	"slices"

	"euxine/internal/directory"
)

// Spot is a place with a number, such as a town with its organisations.
type Spot struct {
	ID    string // distinguishes spots; of two with equal counts the lesser leads
	Name  string
	Point directory.Point
	Count int
}

// Circle stands for the spots round its leader, the one with the largest count.
type Circle struct {
	X, Y  float64 // where the leader lies
	R     float64 // see [Circles.Radius]
	Count int     // of all its spots
	Spots int
	// ID and Name are the leader's.
	ID, Name string
}

// Circles are what many spots are drawn as.
type Circles struct {
	// List has the largest counts first, so that a small circle is drawn upon a
	// large one; equal ones by ID.
	List []Circle
	// Outside is the count of the spots out of the frame.
	Outside int

	perRoot float64
}

// Sizes of circles in units.
const (
	maxCircles = 300 // some 20 KB of SVG with their names
	maxRadius  = 24.0
	maxPerRoot = 4.0  // the radius of a count of one: few things make no large circle
	minRadius  = 2.0  // what can still be pointed at
	apart      = 16.0 // between centres: closer ones would cover each other
	crumb      = 4.0  // side of the squares that spots are first gathered in
)

// Radius of the circle of a count, in units: its area grows as the count, down to
// a least radius of 2. For the legend.
func (c Circles) Radius(count int) float64 {
	return max(minRadius, math.Round(10*c.perRoot*math.Sqrt(float64(count)))/10)
}

// Circles gathers spots into at most 300 circles whose centres are at least 16
// units apart. The time is proportional to the spots; their order does not matter.
// Counts below one are passed over.
//
// Spots are first added up in small squares. Then the fullest square becomes a
// circle, with all squares whose leaders lie near its own, the fullest of the rest
// the next, and so on; with too many circles, "near" is made wider.
func (v *View) Circles(spots []Spot) Circles {
	type square struct {
		Circle
		lead int // the leader's own count
	}
	var c Circles
	squares := map[[2]int]*square{}
	for i := range spots {
		s := &spots[i]
		if s.Count < 1 {
			continue
		}
		x, y, ok := v.Place(s.Point)
		if !ok {
			c.Outside += s.Count
			continue
		}
		key := [2]int{int(x / crumb), int(y / crumb)}
		q := squares[key]
		if q == nil {
			q = &square{}
			squares[key] = q
		}
		q.Count += s.Count
		q.Spots++
		if q.Spots == 1 || s.Count > q.lead || s.Count == q.lead && s.ID < q.ID {
			q.X, q.Y, q.lead, q.ID, q.Name = x, y, s.Count, s.ID, s.Name
		}
	}
	order := make([]*square, 0, len(squares))
	for _, q := range squares {
		order = append(order, q)
	}
	slices.SortFunc(order, func(p, q *square) int {
		return cmp.Or(cmp.Compare(q.lead, p.lead), cmp.Compare(p.ID, q.ID), cmp.Compare(p.X, q.X), cmp.Compare(p.Y, q.Y))
	})
	for near := apart; ; near *= 1.25 {
		c.List = c.List[:0]
		at := map[[2]int][]int{} // circles by squares of the side near
		for _, q := range order {
			if i, ok := nearest(c.List, at, near, q.X, q.Y); ok {
				c.List[i].Count += q.Count
				c.List[i].Spots += q.Spots
				continue
			}
			key := [2]int{int(q.X / near), int(q.Y / near)}
			at[key] = append(at[key], len(c.List))
			c.List = append(c.List, q.Circle)
			if len(c.List) > maxCircles {
				break
			}
		}
		if len(c.List) <= maxCircles {
			break
		}
	}
	slices.SortFunc(c.List, func(p, q Circle) int {
		return cmp.Or(cmp.Compare(q.Count, p.Count), cmp.Compare(p.ID, q.ID), cmp.Compare(p.X, q.X), cmp.Compare(p.Y, q.Y))
	})
	if len(c.List) > 0 {
		c.perRoot = min(maxPerRoot, maxRadius/math.Sqrt(float64(c.List[0].Count)))
	}
	for i := range c.List {
		p := &c.List[i]
		p.X, p.Y, p.R = math.Round(10*p.X)/10, math.Round(10*p.Y)/10, c.Radius(p.Count)
	}
	return c
}

// nearest finds the circle nearest to x, y of those less than near away.
func nearest(list []Circle, at map[[2]int][]int, near, x, y float64) (int, bool) {
	best, least := 0, near
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			for _, i := range at[[2]int{int(x/near) + dx, int(y/near) + dy}] {
				if d := math.Hypot(list[i].X-x, list[i].Y-y); d < least {
					best, least = i, d
				}
			}
		}
	}
	return best, least < near
}
