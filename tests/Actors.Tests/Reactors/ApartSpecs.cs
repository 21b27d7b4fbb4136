using GpioHub.Actors.Tests.Chips;
using GpioHub.Actors.Tests.Guests;
using GpioHub.Actors.Tests.Rigs;
using Xunit.Abstractions;

namespace GpioHub.Actors.Tests.Reactors;

/// <summary>The rules that hold on one reactor also hold with guest and chip on two (HR-23).</summary>
public class GuestsApartSpec : GuestSpec
{
    protected override int Reactors => 2;
}

/// <summary>Two guests of one chip on a reactor each, and the chip on a third.</summary>
public class GuestsOnThreeReactorsSpec : GuestSpec
{
    protected override int Reactors => 3;
}

public class OrderApartSpec : OrderSpec
{
    protected override int Reactors => 3;
}

public class CountsApartSpec : CountsSpec
{
    protected override int Reactors => 2;
}

public class InterruptLatencyApartSpec : InterruptLatencySpec
{
    protected override int Reactors => 2;
}

public class LimitApartSpec : LimitSpec
{
    protected override int Reactors => 2;
}

public class ReconnectApartSpec : ReconnectSpec
{
    protected override int Reactors => 2;
}

public class StopApartSpec : StopSpec
{
    protected override int Reactors => 2;
}

public class HostileGuestApartSpec : HostileGuestSpec
{
    protected override int Reactors => 3;
}

public class ChipFailureApartSpec : ChipFailureSpec
{
    protected override int Reactors => 2;
}

public class UnheededApartSpec : UnheededSpec
{
    protected override int Reactors => 2;
}

public class RewireApartSpec : Reload.RewireSpec
{
    protected override int Reactors => 3;
}

public class ApplyApartSpec(ITestOutputHelper output) : Reload.ApplySpec(output)
{
    protected override int Reactors => 2;
}

public class ShapeApartSpec : Reload.ShapeSpec
{
    protected override int Reactors => 2;
}

public class FaultApartSpec(ITestOutputHelper output) : FaultSpec(output)
{
    protected override int Reactors => 2;
}
