namespace GpioHub.Hub.Commands.Top;

/// <summary>A net or a bus in <c>gpiohub top</c>, at one moment.</summary>
/// <param name="Name">Its address, or the bus's name.</param>
/// <param name="Level">As shown: <c>0</c>, <c>1</c>, a bus's <c>0xa</c>, <c>?</c>.</param>
/// <param name="Rate">Changes a second since the moment before; null = not known yet.</param>
/// <param name="Drivers">Who drives, in words.</param>
/// <param name="Readers">Guests that read it.</param>
/// <param name="Problem">Why the level is not known; null = it is.</param>
internal sealed record NetRow(
    string Name, bool IsBus, string Level, bool IsHigh, double? Rate, long Edges, string Drivers, string Readers, string? Problem);

/// <summary>A guest in <c>gpiohub top</c>, at one moment.</summary>
/// <param name="Irq">Interrupts negotiated: yes, no, or nothing yet.</param>
/// <param name="Median">Of its interrupts since the moment before, how long from edge to call, seconds; null = none, or the hub does not
/// tell.</param>
/// <param name="Late">Of which 99 in 100 were faster, likewise.</param>
internal sealed record GuestRow(
    string Id, string State, string Irq, double? Requests, double? Interrupts, int Armed, long Errors, double? Median, double? Late);
