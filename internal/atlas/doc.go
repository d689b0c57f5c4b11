// Package atlas is the geometry of the map: it reads the outlines of regions and
// countries, projects them once, and hands out what a picture is drawn from: SVG
// path data, places of labels, circles for towns. It also answers what only
// outlines can say: which region a point lies in, which regions border on another.
//
// It writes no SVG element, chooses no colour and knows no number to be shown;
// names of regions come from directory.Vocabulary. The outlines are those of a
// 1:10,000,000 map: near a border they do not decide where an address lies.
//
// Where to begin: [Read] for what the file must be, [Atlas.Sea] and [Atlas.Of] for
// the pictures, [View.Sheet] for their lines.
//
// # From file to picture
//
//	topology.go    the file: arcs, each line once, and outlines made of arcs
//	projection.go  degrees to kilometres on a plane, equal in area
//	dissolve.go    outlines of what lies above: arcs between two parts drop out
//	generalise.go  how much each point of an arc matters; the sea's arcs thinned
//	view.go        a frame of the plane, 1000 units wide, y down
//	sheet.go       what is drawn in a frame at one level, clipped (clip.go), as
//	               path data (path.go)
//	circles.go     many places as few circles
//
// Outlines, borders and coasts are all made of the same arcs, thinned and rounded
// once a view, so that they coincide to the digit.
package atlas
