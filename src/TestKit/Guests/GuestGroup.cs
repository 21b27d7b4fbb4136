using System.Collections;
using GpioHub.TestKit.Rigs;

namespace GpioHub.TestKit;

/// <summary>A group of guests that do the same.</summary>
public sealed class GuestGroup : IReadOnlyList<Guest>
{
    private readonly Rig _rig;
    private readonly Guest[] _guests;

    internal GuestGroup(Rig rig, IEnumerable<Guest> guests) => (_rig, _guests) = (rig, [.. guests]);

    public int Count => _guests.Length;

    public Guest this[int index] => _guests[index];

    /// <summary>The line of this name of each guest.</summary>
    /// <exception cref="ScenarioException">A guest has no such line.</exception>
    public GuestLines Line(string name) => new(_rig, _guests.Select(guest => guest.Line(name)));

    /// <inheritdoc cref="Guest.Boots"/>
    public GuestGroup Boot(string? driver = null)
    {
        foreach (var guest in _guests) guest.Boots(driver);
        return this;
    }

    public IEnumerator<Guest> GetEnumerator() => ((IEnumerable<Guest>)_guests).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
