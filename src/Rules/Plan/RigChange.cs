namespace GpioHub.Rules.Plan;

/// <summary>One difference between two configurations.</summary>
/// <param name="Text">For <c>gpiohub diff</c>: a line for a person.</param>
public abstract record RigChange(string Text);

public sealed record HubChanged(HubPlan New, string Text) : RigChange(Text);

public sealed record ChipAdded(ChipPlan Chip, string Text) : RigChange(Text);

public sealed record ChipRemoved(ChipPlan Chip, string Text) : RigChange(Text);

/// <summary>Another driver or device under the same id: the old chip goes, a new one comes.</summary>
public sealed record ChipReplaced(ChipPlan Old, ChipPlan New, string Text) : RigChange(Text);

/// <summary>The same device is to be used in another way: of a gpiochip <c>io</c>, <c>restart</c>.</summary>
public sealed record ChipTreated(string Chip, ChipDriverPlan New, string Text) : RigChange(Text);

/// <summary>A line comes, goes (<paramref name="New"/> is unused, or null at the end), or has other settings.</summary>
/// <param name="Index">Place in <see cref="ChipPlan.Lines"/>.</param>
public sealed record ChipLineChanged(string Chip, int Index, ChipLinePlan? New, string Text) : RigChange(Text);

public sealed record GuestAdded(GuestPlan Guest, string Text) : RigChange(Text);

public sealed record GuestRemoved(GuestPlan Guest, string Text) : RigChange(Text);

/// <summary>A slot stands for another chip line, or may do other things with it; number and names of lines stay.</summary>
public sealed record SlotChanged(string Guest, GuestLinePlan Old, GuestLinePlan New, string Text) : RigChange(Text);

/// <summary>Another number of lines, or other names.</summary>
public sealed record ShapeChanged(GuestPlan Old, GuestPlan New, string Text) : RigChange(Text);

/// <summary>Any other settings of a guest.</summary>
public sealed record GuestChanged(GuestPlan Old, GuestPlan New, string Text) : RigChange(Text);

public sealed record EndpointChanged(GuestPlan Old, GuestPlan New, string Text) : RigChange(Text);

/// <summary>A bus comes, goes (<paramref name="New"/> is null), or has other lines. Nobody but clients of the hub knows of it.</summary>
public sealed record BusChanged(string Name, BusPlan? New, string Text) : RigChange(Text);

/// <summary>A host comes or goes, is elsewhere, or has other settings; or the file of the whole rig is another one.</summary>
public sealed record LinksChanged(LinksPlan New, string Text) : RigChange(Text);

/// <summary>Something that the file asks for and that is not done.</summary>
/// <param name="Subject">Guest, chip, or <c>hub</c>.</param>
/// <param name="Reason">For a person: why, and what to do.</param>
public sealed record RigRefusal(string Subject, string Reason)
{
    public override string ToString() => Reason;
}
