using GpioHub.Actors.Contract;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Rigs;

/// <summary>The plan in force, and the shapes that wait, as the record has them. Reactor 0 only.</summary>
internal sealed class PlanInForce(RigWiring rig, RecordTurn turn, IPlanRecord plans) : IRecorded
{
    private PlanImage? _written;

    public bool IsMarked { get; set; }

    /// <summary>Something of it may have changed in this turn.</summary>
    public void Note() => turn.Mark(this);

    public void Record(RecordTurn turn)
    {
        var image = new PlanImage(rig.Members.Generation, rig.Plan, [.. rig.Pending.Values]);
        if (_written is { } before && before.Plan == image.Plan && before.Generation == image.Generation
            && before.Pending.SequenceEqual(image.Pending))
        {
            return;
        }

        plans.Write(turn, image);
        _written = image;
    }
}
