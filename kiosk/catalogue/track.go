package catalogue

// StepTrack tells how far a case is: those of the card that was laid before, or
// the one whose code is typed.
const StepTrack StepKind = "track"
