// Package thorough says how much the longest tests do: what they take from a build, their
// size or all of them, is done where EUXINE_THOROUGH is set, as .ci/run does after the quick
// run of all tests. It is for tests alone.
//
// Where to begin: [Asked].
package thorough

import "os"

// Asked says whether the long tests are to be run in full.
func Asked() bool { return os.Getenv("EUXINE_THOROUGH") != "" }
