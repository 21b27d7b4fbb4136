using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Memory as described by the front-end, before anything is mapped.</summary>
public sealed class MemorySpec
{
    private const ulong User = FrontEnd.UserBase;

    private readonly FrontEnd _front = new();

    public static TheoryData<string, RegionDescription[]> Refused() => new()
    {
        { "is empty", [new(0, 0, User, 0)] },
        { "guest's addresses", [new(ulong.MaxValue - 0xfff, 0x1001, User, 0)] },
        { "front-end's addresses", [new(0, 0x1001, ulong.MaxValue - 0xfff, 0)] },
        { "end of any file", [new(0, 0x1000, User, ulong.MaxValue - 0xfff)] },
        { "end of any file", [new(0, 0x1000, User, (ulong)long.MaxValue)] },
        { "runs past its file", [new(0, FrontEnd.RamSize + 1, User, 0)] },
        { "runs past its file", [new(0, 1, User, FrontEnd.RamSize)] },
        { "overlaps", [new(0, 0x2000, User, 0), new(0x1000, 0x1000, User + 0x10000, 0)] },
        { "overlaps", [new(0, 0x2000, User, 0), new(0x10000, 0x1000, User + 0x1fff, 0)] },
        { "overlaps", [new(0x1000, 0x1000, User, 0), new(0, 0x10000, User + 0x10000, 0)] },
    };

    [Theory(DisplayName = "A region that is empty, overflows, overlaps or runs past its file is refused; the text says which (VU-38)")]
    [MemberData(nameof(Refused))]
    public void Refuses(string reason, RegionDescription[] regions)
    {
        using Owner owner = Sessions.WithMemory(_front);
        Assert.Equal("reply 0x1", owner.Take(_front.MemoryTable(ack: true, regions)));
        Assert.Contains(owner.Logs, text => text.Contains(reason, StringComparison.Ordinal));
        Assert.Equal([FrontEnd.WholeRam], owner.Session.Memory.Regions);
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Fact(DisplayName = "The holes of a PC's low memory are legal: three regions of one file (VU-39)")]
    public void Holes()
    {
        using Owner owner = Sessions.Negotiated(_front);
        RegionDescription[] pc =
            [new(0, 0xc_0000, User, 0), new(0xe_0000, 0x1_0000, User + 0xe_0000, 0xe_0000),
                new(0x10_0000, 0x10_0000, User + 0x10_0000, 0x10_0000)];
        Assert.Equal("memory 3; reply 0x0", owner.Take(_front.MemoryTable(ack: true, pc)));
        Assert.Equal(pc, owner.Session.Memory.Regions);
    }

    [Fact(DisplayName = "Regions that adjoin in either space do not overlap, in whatever order they come (VU-38)")]
    public void Adjacent()
    {
        RegionDescription low = new(0, 0x1000, User + 0x1000, 0), high = new(0x1000, 0x1000, User, 0x1000);
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("memory 2; reply 0x0", owner.Take(_front.MemoryTable(ack: true, low, high)));
        Assert.Equal("memory 2; reply 0x0", owner.Take(_front.MemoryTable(ack: true, high, low)));
    }

    [Fact(DisplayName = "RAM that is not shared ends the session with the words that help")]
    public void NotShared()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("close",
            owner.Take(new VhostUserMessage(SetMemTable, MemoryTablePayload.Encode([FrontEnd.WholeRam]), needReply: true)));
        Assert.Equal(
            "guest memory came without a file descriptor; guest RAM is not shared. " +
            "Add: -object memory-backend-memfd,id=mem,size=<-m>,share=on -machine memory-backend=mem",
            owner.Logs[^1]);

        using Owner another = Sessions.Negotiated(_front);
        Assert.Equal("close", another.Take(_front.Region(AddMemReg, FrontEnd.WholeRam, ack: true, withFd: false)));
    }

    [Fact(DisplayName = "A table has as many descriptors as regions (VU-38)")]
    public void DescriptorCount()
    {
        using Owner owner = Sessions.Negotiated(_front);
        byte[] one = MemoryTablePayload.Encode([FrontEnd.WholeRam]);
        Assert.Equal("reply 0x1", owner.Take(new VhostUserMessage(SetMemTable, one, [_front.Ram(), _front.Ram()], needReply: true)));
        Assert.Equal("reply 0x1",
            owner.Take(new VhostUserMessage(SetMemTable, MemoryTablePayload.Encode([]), [_front.Ram()], needReply: true)));
        Assert.Equal("reply 0x1", owner.Take(new VhostUserMessage(SetMemTable, one.AsMemory(0, 39), [_front.Ram()], needReply: true)));
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Fact(DisplayName = "Memory whose length the kernel does not tell is refused, unless configured (VU-38)")]
    public void Unsized()
    {
        ReceivedFd Unsized() => _front.Received(EventFd.Create(), SetMemTable);
        VhostUserMessage Message() => new(SetMemTable, MemoryTablePayload.Encode([FrontEnd.WholeRam]), [Unsized()], needReply: true);
        using (Owner strict = Sessions.Negotiated(_front)) Assert.Equal("reply 0x1", strict.Take(Message()));
        using Owner lenient = Sessions.Negotiated(_front, Owner.Offer with { AllowUnsizedMemory = true });
        Assert.Equal("memory 1; reply 0x0", lenient.Take(Message()));
    }

    [Fact(DisplayName = "For a new table on running rings the order is: map, then look every live ring up again, then answer (VU-40)")]
    public void WhileRunning()
    {
        using Owner owner = Sessions.Running(_front);
        owner.Take(Ring(SetVringEnable, 1, 0));
        Assert.Equal("memory 1; remap 0; remap 1; reply 0x0", owner.Take(_front.MemoryTable(ack: true)));
    }

    [Fact(DisplayName = "A live ring that no longer translates is broken, and the answer is non-zero (VU-40, VU-36)")]
    public void RingLost()
    {
        using Owner owner = Sessions.Running(_front);
        owner.RingFault = ring => ring == 1 ? "avail ring at user address 0x1 is not in guest memory" : null;
        Assert.Equal("memory 1; remap 0; remap 1; reply 0x1", owner.Take(_front.MemoryTable(ack: true)));
        Assert.Equal([RingStage.Running, RingStage.Broken], owner.Session.Rings.Select(r => r.Stage));
    }

    [Fact(DisplayName = "What the owner cannot map is answered non-zero, and the old table stays (VU-40)")]
    public void OwnerRefuses()
    {
        using Owner owner = Sessions.WithMemory(_front);
        owner.MemoryFault = "mmap: Cannot allocate memory";
        Assert.Equal("memory 1; reply 0x1", owner.Take(_front.MemoryTable(ack: true, new RegionDescription(0, 0x1000, User, 0))));
        Assert.Equal([FrontEnd.WholeRam], owner.Session.Memory.Regions);
    }

    [Fact(DisplayName = "Regions are added and removed one by one; the offset does not matter for removal, the rest does (VU-41)")]
    public void Slots()
    {
        using Owner owner = Sessions.Negotiated(_front);
        var first = new RegionDescription(0, 0x1000, User, 0);
        var second = new RegionDescription(0x1000, 0x1000, User + 0x1000, 0x1000);
        Assert.Equal("reply 0x1fd", owner.Take(Plain(GetMaxMemSlots)));
        Assert.Equal("add region; reply 0x0", owner.Take(_front.Region(AddMemReg, first, ack: true)));
        Assert.Equal("add region; reply 0x0", owner.Take(_front.Region(AddMemReg, second, ack: true)));
        Assert.Equal("reply 0x1", owner.Take(_front.Region(AddMemReg, second, ack: true)));
        Assert.Equal("reply 0x1", owner.Take(_front.Region(RemMemReg, first with { Length = 0x800 }, ack: true, withFd: false)));
        Assert.Equal("reply 0x1", owner.Take(_front.Region(RemMemReg, first with { UserAddress = User + 16 }, ack: true, withFd: false)));
        Assert.Equal("remove region; reply 0x0",
            owner.Take(_front.Region(RemMemReg, first with { FileOffset = 77 }, ack: true, withFd: false)));
        Assert.Equal([second], owner.Session.Memory.Regions);
        Assert.Equal("remove region; reply 0x0", owner.Take(_front.Region(RemMemReg, second, ack: true, withFd: true)));
        Assert.Empty(owner.Session.Memory.Regions);
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Fact(DisplayName = "Removing the memory of a running ring breaks the ring, not the connection (VU-41)")]
    public void RemoveBelowRing()
    {
        using Owner owner = Sessions.Running(_front);
        owner.RingFault = _ => "gone";
        Assert.Equal("remove region; remap 0; remap 1; reply 0x1",
            owner.Take(_front.Region(RemMemReg, FrontEnd.WholeRam, ack: true, withFd: false)));
        Assert.All(owner.Session.Rings, ring => Assert.Equal(RingStage.Broken, ring.Stage));
        Assert.False(owner.Closed);
    }

    [Fact(DisplayName = "The slots are counted (VU-41)")]
    public void SlotLimit()
    {
        using Owner owner = Sessions.Negotiated(_front, Owner.Offer with { MaxMemorySlots = 2 });
        for (ulong i = 0; i < 3; i++)
        {
            string answer = owner.Take(_front.Region(AddMemReg, new(i * 0x1000, 0x1000, User + (i * 0x1000), 0), ack: true));
            Assert.Equal(i < 2 ? "add region; reply 0x0" : "reply 0x1", answer);
        }
    }

    [Fact(DisplayName = "A memfd that can be sealed against being shortened is sealed (VU-43)")]
    public void Sealed()
    {
        using MemFd ram = MemFd.Create("gpiohub-test", FrontEnd.RamSize);
        using FileDescriptor given = ReceivedFd.Examine(FdInfo.Duplicate(ram), SetMemTable).Handle;
        Assert.Throws<ErrnoException>(() => ram.Resize(4096));
    }

    [Fact(DisplayName = "Memory that can still be shortened is taken with one warning (VU-43)")]
    public void Shrinkable()
    {
        using Owner owner = Sessions.Negotiated(_front);
        owner.Take(_front.MemoryTable());
        Assert.Empty(owner.Logs);
        VhostUserMessage Message() =>
            new(SetMemTable, MemoryTablePayload.Encode([FrontEnd.WholeRam]), [_front.Ram(seals: FileSeals.Seal)], needReply: true);
        Assert.Equal("memory 1; reply 0x0", owner.Take(Message()));
        Assert.Equal("memory 1; reply 0x0", owner.Take(Message()));
        Assert.Single(owner.Logs, text => text.Contains("shorten", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "Postcopy and dirty logging are not offered: refused, descriptors closed (VU-44)")]
    public void NotServed()
    {
        using Owner owner = Sessions.Negotiated(_front);
        foreach (VhostUserRequest request in (VhostUserRequest[])[SetLogBase, SetLogFd, PostcopyAdvise, PostcopyListen, PostcopyEnd])
        {
            Assert.Equal("reply 0x1", owner.Take(new VhostUserMessage(request, new byte[16], [_front.Ram()], needReply: true)));
        }
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }
}
