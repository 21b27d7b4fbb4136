using GpioHub.Scenarios.I2c;
using GpioHub.TestKit;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Guests bit-bang I2C over two wired-and nets with a pull-up; none of them has an open-drain pin (HR-33).</summary>
public abstract class I2cScenarios(Transport transport) : RigScenario(
    """
    chips:
      loom: { driver: sim, bias: pull-up, resolve: wired-and, lines: [SDA, SCL] }
    guests:
      a: &end { lines: [{ from: loom/SDA, access: inout }, { from: loom/SCL, access: inout }] }
      b: *end
      c: *end
    """,
    new ScenarioOptions { Transport = transport })
{
    private const byte Address = 0x50;

    [Fact(DisplayName = "I2C: a byte written arrives, and its writer sees address and byte acknowledged")]
    public void Write()
    {
        var (master, slave) = (new I2cMaster(Pins("a")), new I2cSlave(Pins("b"), Address));
        Run([slave], master.Writes(Address, 0xa5));

        Assert.Equal([0xa5], slave.Received);
        Assert.Equal([true, true], master.Acks);
        Assert.Equal((1, 1), (slave.Starts, slave.Stops));
        ShouldBeFree();
    }

    [Fact(DisplayName = "I2C on wired-and: guests that drive a 1 instead of letting go harm nobody, for who pulls down wins")]
    public void PushPull()
    {
        var (master, slave) = (new I2cMaster(new I2cPins(Guest("a"), pushes: true)),
            new I2cSlave(new I2cPins(Guest("b"), pushes: true), Address) { Stretch = 3 });
        Run([slave], master.Writes(Address, 0xa5));

        Assert.Equal([0xa5], slave.Received);
        Assert.Equal([true, true], master.Acks);
        ShouldBeFree();
    }

    [Fact(DisplayName = "I2C: a byte asked for comes back, and the last one is not acknowledged")]
    public void Read()
    {
        var (master, slave) = (new I2cMaster(Pins("a")), new I2cSlave(Pins("b"), Address, 0x3c, 0x81));
        Run([slave], master.Reads(Address, bytes: 2));

        Assert.Equal([0x3c, 0x81], master.Read);
        Assert.Equal([true, true, false], master.Acks);
        ShouldBeFree();
    }

    [Fact(DisplayName = "I2C: a slave that holds the clock low is waited for")]
    public void ClockStretching()
    {
        var (master, slave) = (new I2cMaster(Pins("a")), new I2cSlave(Pins("b"), Address) { Stretch = 10 });
        Run([slave], master.Writes(Address, 0x0f, 0xf0));

        Assert.Equal([0x0f, 0xf0], slave.Received);
        Assert.Equal([true, true, true], master.Acks);
        Assert.InRange(master.Stretches, 3, 30);                           // after each of three bytes
        ShouldBeFree();
    }

    [Fact(DisplayName = "I2C: an address that nobody has is not acknowledged, and the bus is free again")]
    public void NobodyThere()
    {
        var (master, slave) = (new I2cMaster(Pins("a")), new I2cSlave(Pins("b"), Address));
        Run([slave], master.Writes(Address + 1, 0xa5));

        Assert.Equal([false], master.Acks);
        Assert.Empty(slave.Received);
        ShouldBeFree();
    }

    [Fact(DisplayName =
        "I2C: of two masters that begin together the one whose byte is smaller goes on, unharmed; the other knows that it has lost")]
    public void Arbitration()
    {
        var (loser, winner, slave) = (new I2cMaster(Pins("a")), new I2cMaster(Pins("c")), new I2cSlave(Pins("b"), Address));
        Run([slave], loser.Writes(Address, 0xa5), winner.Writes(Address, 0xa1));

        Assert.Equal((true, false), (loser.LostArbitration, winner.LostArbitration));
        Assert.Equal([0xa1], slave.Received);
        Assert.Equal([true, true], winner.Acks);
        ShouldBeFree();
    }

    [Fact(DisplayName = "I2C: a guest that dies with the data line pulled down lets go of the bus")]
    public void DeathOnTheBus()
    {
        Pins("b").Sda = false;
        Line("loom/SDA").ShouldBeLow();
        Guest("b").Dies();
        ShouldBeFree();
    }

    /// <summary>Gives everyone its turn, again and again, until the masters are done.</summary>
    private static void Run(I2cSlave[] slaves, params IEnumerable<object?>[] masters)
    {
        IEnumerator<object?>[] running = [.. masters.Select(master => master.GetEnumerator())];
        while (running.Length > 0)
        {
            running = [.. running.Where(master => master.MoveNext())];
            foreach (var slave in slaves) slave.Look();
        }
    }

    private I2cPins Pins(string guest) => new(Guest(guest));

    private void ShouldBeFree()
    {
        Line("loom/SDA").ShouldBeHigh();
        Line("loom/SCL").ShouldBeHigh();
    }
}

public sealed class I2cInMemory() : I2cScenarios(Transport.InMemory);

public sealed class I2cOverSockets() : I2cScenarios(Transport.Sockets);
