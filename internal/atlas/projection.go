package atlas

import (
	"math"

	"euxine/internal/directory"
)

// vec is a point of the projected plane in kilometres: x eastwards, y southwards,
// as in SVG.
type vec struct{ x, y float64 }

// projection is the Lambert azimuthal equal-area projection of a sphere, so that
// a region takes the room on the map that it has on the ground: colours by number
// do not mislead. Formulas: J. P. Snyder, Map Projections: A Working Manual, USGS
// Professional Paper 1395 (1987), section 24.
type projection struct {
	radius      float64
	lon         float64 // of the centre, in degrees
	sine, cosin float64 // of the centre's latitude
}

// authalicRadius of the Earth in km: of the sphere that has the surface of the
// ellipsoid. Taking latitudes as those of the sphere shifts a place by less than
// the map's own error.
const authalicRadius = 6371.007

// pontus is the projection of every view: centred in the middle of the Black Sea,
// which keeps the corners of its frame within the data.
var pontus = newProjection(authalicRadius, 44, 35)

func newProjection(radius, lat, lon float64) projection {
	sine, cosin := math.Sincos(lat * math.Pi / 180)
	return projection{radius, lon, sine, cosin}
}

// forward: equations 24-2, 22-4 and 22-5. The point opposite the centre has no
// place: its coordinates are not finite.
func (p projection) forward(g directory.Point) vec {
	sinLat, cosLat := math.Sincos(g.Lat * math.Pi / 180)
	sinLon, cosLon := math.Sincos((g.Lon - p.lon) * math.Pi / 180)
	k := p.radius * math.Sqrt(2/(1+p.sine*sinLat+p.cosin*cosLat*cosLon))
	return vec{k * cosLat * sinLon, -k * (p.cosin*sinLat - p.sine*cosLat*cosLon)}
}

// inverse: equations 20-18, 24-16, 20-14 and 20-15. Past the edge of the map, two
// radii from its centre, there is nothing: the coordinates are not numbers.
func (p projection) inverse(v vec) directory.Point {
	rho := math.Hypot(v.x, v.y)
	if rho == 0 {
		return directory.Point{Lat: math.Asin(p.sine) * 180 / math.Pi, Lon: p.lon}
	}
	sinC, cosC := math.Sincos(2 * math.Asin(rho/(2*p.radius)))
	north := -v.y
	return directory.Point{
		Lat: math.Asin(cosC*p.sine+north*sinC*p.cosin/rho) * 180 / math.Pi,
		Lon: p.lon + math.Atan2(v.x*sinC, rho*p.cosin*cosC-north*p.sine*sinC)*180/math.Pi,
	}
}
