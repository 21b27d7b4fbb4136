using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Contract;

/// <summary>A plan in force, with what a reload has left to be done.</summary>
/// <param name="Generation">Of the plan.</param>
/// <param name="Pending">Guests as they will be when their drivers read their devices anew.</param>
public sealed record PlanImage(long Generation, RigPlan Plan, ImmutableArray<GuestPlan> Pending);
