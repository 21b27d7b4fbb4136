using GpioHub.Fuzz.Files;
using GpioHub.Fuzz.Http;
using GpioHub.Fuzz.Hubs;
using GpioHub.Fuzz.Reload;
using GpioHub.Fuzz.Rings;
using GpioHub.Fuzz.Sessions;
using GpioHub.Fuzz.Support;
using Xunit;

namespace GpioHub.Fuzz.Specs;

/// <summary>A short run of each target with a fixed seed. The long one is build/fuzz.sh.</summary>
public class FuzzSpec
{
    private const ulong Seed = 20261129;
    private const long MostMemory = 8 << 20;                                   // bytes by which the live heap may differ

    [Fact(DisplayName = "Whatever two rings' memory holds while they are served, every chain comes back once, no byte outside is touched " +
        "and a neighbour has the right answer each time (VQ-S9)")]
    public void Rings() => Run(new RingTarget(), 800_000, "broken rings", "broken rings, packed", "faulty",
        "served", "served, packed", "neighbour's exchanges");

    [Fact(DisplayName = "Whatever a front-end sends, however it is cut, every message has one answer at most, every descriptor is closed " +
        "and every mapping unmapped (VU-58)")]
    public void Messages() => Run(new SessionTarget(), 200_000, "chains", "chains, packed", "descriptors",
        "ended by the hub", "refused", "ring starts");

    [Fact(DisplayName = "Whatever a guest does to a whole hub, in messages, descriptors and memory at once, no actor fails " +
        "and its neighbour notices nothing (VU-36)")]
    public void Hub() => Run(new HubTarget(), 40_000, "chains", "chains, packed", "connections", "messages",
        "neighbour's exchanges", "refused");

    [Fact(DisplayName = "Whatever a rig file contains, it is refused with places and reasons, or its plan is sound and the same " +
        "each time (IF-1.1)")]
    public void Files() => Run(new YamlTarget(), 200, "accepted", "refused");

    [Fact(DisplayName = "Whatever a client sends to the control socket, it is no failure of the hub, which goes on serving (IF-3.9)")]
    public void Requests()
    {
        using var target = new HttpTarget();
        Run(target, 1_000, "2xx", "4xx");
    }

    [Trait("Walks", "everything")]
    [Fact(DisplayName = "Whatever rig follows whatever rig, while guests run, stand, go and come, levels, shapes and interrupts are " +
        "those of the model, and what is refused is undone (HR-09)")]
    public void Reloads() => Run(new ReloadTarget(), 3_000, "interrupts", "lines or sockets that wait", "refused, and undone");

    private static void Run(FuzzTarget target, long inputs, params string[] mustReach)
    {
        target.Run(Seed, inputs / 10);                                         // compiled, and grown to its size
        int descriptors = Descriptors();
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        target.Run(Seed + 1, inputs);
        Assert.All(mustReach, what => Assert.True(target.Reached.GetValueOrDefault(what) > inputs / 10_000, $"too few: {what}"));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, memory + MostMemory);
        Assert.InRange(Descriptors(), 0, descriptors + 4);                     // the runtime opens some of its own
    }

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;
}
