using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Wires;

/// <summary>A chip as a line on the same reactor uses it: within the line's own turn, with no message between.</summary>
internal interface ILineDesk
{
    /// <summary>Takes an operation in. Even if this throws, the line gets an answer.</summary>
    /// <returns>true = it is answered, and the caller's again; false = the line will be told.</returns>
    bool Begin(LineOperation operation);

    /// <summary>What GET_VALUE of the line is answered, where that needs no operation: the chip is up, nothing of it waits or fails, and
    /// its nets are all there is.</summary>
    /// <returns>null = it takes an operation to know.</returns>
    bool? Read(Mapping mapping);

    /// <summary>The level of the line's net at this moment.</summary>
    /// <returns>null = the device has to be asked; the line hears the level through its <see cref="PendingEdges"/>.</returns>
    bool? Sense(Mapping mapping);

    /// <summary>What the mapping may do has changed.</summary>
    void Remap(Mapping mapping, GuestLinePlan plan);
}
