using System.Collections.Immutable;
using System.Text;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Tests.Control;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Records;
using Xunit;
using Rig = GpioHub.Hub.Tests.Configuration.Rig;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>The plan in force, as a successor of the hub finds it in the record.</summary>
public sealed class PlanRecordSpec
{
    private const ulong Boot = 7;

    [Theory(DisplayName = "A successor reads the plan in force exactly as it was, from the record alone")]
    [MemberData(nameof(ConfigSentBackSpec.Rigs), MemberType = typeof(ConfigSentBackSpec))]
    public void Same(string yaml)
    {
        var image = new PlanImage(5, Rig.Plan(yaml), []);
        var read = PlanJson.Read(PlanJson.Of(image));

        Assert.Equal(5, read.Generation);
        AssertSame(image.Plan, read.Plan);
    }

    [Fact(DisplayName = "Places that a reload has left empty, digests of tokens and shapes that wait are kept, and no secret")]
    public void WhatNoFileSays()
    {
        var first = Rig.Plan("""
            hub: { http: 127.0.0.1:7000, httpNames: [rig], poll: 20us }
            recorder: { memory: off, contentions: true, folder: /tmp/dumps }
            chips: { pins: { driver: gpiochip, label: x, io: thread, lines: [A, B, { offset: 9, sample: 5ms }] } }
            guests: { g: { requestsPerSecond: 3, lines: [{ from: pins/B }] } }
            """);
        var chip = first.Chips[0];
        var plan = first with
        {
            Hub = first.Hub with { Tokens = [new TokenPlan("ci", ApiRole.Control, "/etc/ci", "ABCDEF")] },
            Chips = [chip with { Lines = [ChipLinePlan.Unused, .. chip.Lines[1..]] }],
        };
        var pending = plan.Guests[0] with { Lines = [] };
        var read = PlanJson.Read(PlanJson.Of(new PlanImage(2, plan, [pending])));

        AssertSame(plan, read.Plan);
        Assert.True(read.Plan.Chips[0].Lines[0].IsUnused);
        Assert.True(RigEquality.Same(pending, Assert.Single(read.Pending)));
    }

    [Fact(DisplayName = "What a later version says besides is passed over, and a driver that this one lacks is said in words")]
    public void OtherVersions()
    {
        string text = Encoding.UTF8.GetString(PlanJson.Of(new PlanImage(1, Rig.Plan("chips: { c: { driver: sim, lines: 1 } }"), [])));
        string later = text.Replace("\"watch\":", "\"later\":{\"a\":[1]},\"watch\":", StringComparison.Ordinal);
        Assert.NotEqual(text, later);
        AssertSame(PlanJson.Read(Encoding.UTF8.GetBytes(text)).Plan, PlanJson.Read(Encoding.UTF8.GetBytes(later)).Plan);

        using var record = Recorded(Encoding.UTF8.GetBytes(text.Replace("\"sim\"", "\"i2c\"", StringComparison.Ordinal)));
        Assert.Null(PlanRecord.Read(record, out string why));
        Assert.Contains("this version has no driver i2c", why, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Killed at any store of a plan's change, the plan before or the plan after is in force, whole")]
    public void Cut()
    {
        var one = new PlanImage(1, Rig.Plan("chips: { c: { driver: sim, lines: 1 } }"), []);
        var two = new PlanImage(2, Rig.Plan("chips: { c: { driver: sim, lines: [A, B, C] } }"), []);
        var seen = new HashSet<long>();
        for (int cut = 0; ; cut++)
        {
            using var record = RecordFile.Create(Boot);
            var turn = record.Turn(0);
            var plan = new PlanRecord(record);
            Commit(plan, turn, two with { Generation = 0 });
            Commit(plan, turn, one);
            int left = cut;
            turn.BeforeStore = () =>
            {
                if (left-- == 0) throw new KilledException();
            };
            bool isWhole = false;
            try
            {
                Commit(plan, turn, two);
                isWhole = true;
            }
            catch (KilledException)
            {
                // As a process ends: nothing more is stored.
            }

            using var adopted = RecordFile.Adopt(record.File, Boot, out string why);
            Assert.Equal("", why);
            var read = PlanRecord.Read(adopted!, out _)!;
            AssertSame(read.Generation == 1 ? one.Plan : two.Plan, read.Plan);
            seen.Add(read.Generation);

            var next = new PlanRecord(adopted!);
            Commit(next, adopted!.Turn(0), two with { Generation = 3 });
            Assert.Equal(3, PlanRecord.Read(adopted, out _)!.Generation);
            if (isWhole) break;
        }

        Assert.Equal([1, 2], seen.Order());
    }

    [Fact(DisplayName = "A damaged plan is found, and said so")]
    public void Damaged()
    {
        using var record = Recorded(PlanJson.Of(new PlanImage(1, Rig.Plan("chips: { c: { driver: sim, lines: 1 } }"), [])));
        var text = record.Find("plan.1")!;
        record.Turn(0).WriteNow(text, 3, text[3] ^ 0x10);

        Assert.Null(PlanRecord.Read(record, out string why));
        Assert.Equal("the record's plan is damaged", why);
    }

    [Fact(DisplayName = "A record without a plan says so")]
    public void None()
    {
        using var record = RecordFile.Create(Boot);
        Assert.Null(PlanRecord.Read(record, out string why));
        Assert.Equal("the record has no plan", why);
    }

    private static RecordFile Recorded(byte[] text)
    {
        var record = RecordFile.Create(Boot);
        new RecordBytes(record, "plan").Write(record.Turn(0), text);
        record.Turn(0).Commit();
        return record;
    }

    private static void Commit(PlanRecord plan, RecordTurn turn, PlanImage image)
    {
        plan.Write(turn, image);
        turn.Commit();
    }

    /// <summary>Compares what records compare by identity too.</summary>
    private static void AssertSame(RigPlan one, RigPlan other)
    {
        Assert.Equal(one.Hub.HttpNames.AsEnumerable(), other.Hub.HttpNames.AsEnumerable());
        Assert.Equal(one.Hub.Tokens.AsEnumerable(), other.Hub.Tokens.AsEnumerable());
        ImmutableArray<string> names = [];
        ImmutableArray<TokenPlan> tokens = [];
        Assert.True(RigEquality.Same(
            one with { Hub = one.Hub with { HttpNames = names, Tokens = tokens } },
            other with { Hub = other.Hub with { HttpNames = names, Tokens = tokens } }));
    }

    private sealed class KilledException : Exception;
}
