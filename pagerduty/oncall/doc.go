// Package oncall computes answers about on-call duty from what package pagerduty reads. Its functions are pure: they send no requests and
// read no clock. The tools in pagerduty/tools/answers read what is needed and show the results to models.
//
// Where to begin, by question:
//
//   - Who is on call at each level, and who is next: [Levels], [Rosters], [NextLevels].
//   - Is anyone missing: [Unreached], [Doubles], [ShortBreaks], [LayerCrews], [ShiftCrews], [ReachOf]; gaps of any turns: [Gaps].
//   - Who can take a turn: [CoverBy], [SortCovers].
//   - What happened in an incident: [Timeline], [AlertKinds]; what may have the same cause: [SameCause], [Surroundings].
//   - What happened in a shift: [LatestShift], [TouchedIn], [RepeatedKinds].
//   - What is noise: [CountNoise] over [NewNoiseIncident]; what a pause or grouping would have saved: [ReplayPauses], [ReplayGrouping].
//   - Who carries the load: [LoadLog].
//   - What is forgotten: [Neglected], with [Usuals].
//   - Where an event goes: [ReadEvent], [Arrive], [Follow], [Route], [Land].
package oncall
