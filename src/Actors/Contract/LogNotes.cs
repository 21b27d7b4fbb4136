using System.Collections.Immutable;
using GpioHub.Recording.Log;
using GpioHub.Rules.Faults;

namespace GpioHub.Actors.Contract;

/// <summary>A guest's state has changed.</summary>
public sealed record GuestNote(string Guest, GuestState State) : LogNote;

/// <summary>A guest got many ERR within a second.</summary>
/// <param name="Errors">How many, at least.</param>
public sealed record GuestErrorsNote(string Guest, int Errors) : LogNote;

/// <summary>A chip's state has changed.</summary>
/// <param name="Error">Why it is not up; null = it is.</param>
public sealed record ChipNote(string Chip, ChipState State, string? Error) : LogNote;

/// <summary>A fault has begun or ended.</summary>
/// <param name="Source">Number of the net's source in the log; null = a fault of the whole chip.</param>
public sealed record FaultNote(int Number, string Chip, int? Source, FaultKind Kind, bool Begins) : LogNote;

/// <summary>Somebody wanted to drive an exclusive line that another drives, and was refused; the level has not changed.</summary>
/// <param name="Source">Number of the net's source in the log.</param>
/// <param name="Wants">Who wanted to drive, as an edge's cause in words: <c>stimulus</c>, <c>guest ivi</c>.</param>
/// <param name="Holds">Who drives, likewise.</param>
public sealed record ContentionNote(int Source, bool Level, string Wants, string Holds) : LogNote;

/// <summary>Another plan is in force.</summary>
/// <param name="Changes">As <c>diff</c> says them.</param>
public sealed record PlanNote(long Generation, ImmutableArray<string> Changes) : LogNote;
