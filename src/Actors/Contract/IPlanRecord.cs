using GpioHub.Transports.Records;

namespace GpioHub.Actors.Contract;

/// <summary>Where the plan in force is kept for the process that may follow this one.</summary>
public interface IPlanRecord
{
    /// <summary>Writes the plan that is in force from this turn on.</summary>
    /// <param name="turn">Of reactor 0, which alone changes the plan.</param>
    void Write(RecordTurn turn, PlanImage image);
}
