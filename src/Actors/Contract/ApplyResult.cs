using System.Collections.Immutable;

namespace GpioHub.Actors.Contract;

/// <summary>OtherGeneration: the generation in force is not the one that the caller named. RolledBack: a chip or a socket refused, and
/// everything is as before.</summary>
public enum ApplyStatus { Applied, OtherGeneration, RolledBack }

/// <param name="Generation">The generation in force.</param>
/// <param name="Changes">For a person: what has changed, or would.</param>
/// <param name="Refused">For a person: what the plan asks for and does not get now, each with its reason.</param>
/// <param name="Detail">Why nothing has changed; empty when applied.</param>
public sealed record ApplyResult(ApplyStatus Status, long Generation, ImmutableArray<string> Changes,
    ImmutableArray<string> Refused, string Detail);
