using GpioHub.Transports.Virtio;

namespace GpioHub.Fuzz.Rings;

/// <content>Lists that are no requests, and what breaks a ring (VQ-70, VQ-71, VQ-S9).</content>
internal sealed partial class PackedHostileQueue
{
    public override void Misbehave(ReadOnlySpan<byte> message)
    {
        switch (Dice.Below(256))
        {
            case 0: Flags(Dice.Below(Size), (int)Dice.Bits()); return;
            case 1: Flags(_next.Slot, (int)Dice.Bits()); return;               // a list that is there, or half of one
            case 2: Flags((_next.Slot + Size - 1) % Size, (int)Dice.Bits() & ~Avail); return;        // takes one back
            case 3: Noise(); return;
            case 4: _next = (Dice.Below(Size), Dice.OneIn(2)); return;
            case 5: _next.Wrap = !_next.Wrap; return;
            case 6: Ram.Store16(At.Used + 2UL * (ulong)Dice.Below(2), (int)Dice.Bits()); return;
            case 7:
                for (int i = 0; i < Size; i++) List(_next, i, [(AnyPlace(), AnyLength(), Next | Write)], (int)Dice.Bits());
                return;
        }

        int links = 1 + Dice.Below(Dice.OneIn(8) ? 8 : 3);
        bool inTable = Dice.OneIn(3);
        int slots = inTable ? 1 : links, id = FreeId();
        if ((id < 0 || slots > _free) && !Dice.OneIn(32)) return;
        if (Dice.OneIn(64)) id = (int)(Dice.OneIn(2) ? (ulong)Dice.Below(Size) : Dice.Edgy() & 0xffff);
        message.CopyTo(Ram.Bytes(Base + 0x8000, message.Length));
        Span<(ulong, uint, DescriptorBits)> list = stackalloc (ulong, uint, DescriptorBits)[links];
        for (int i = 0; i < links; i++)
        {
            var bits = BitsOf(i, links);
            if (Dice.OneIn(inTable ? 6 : 100)) bits = (DescriptorBits)(Dice.Bits() & 0xffff & ~(Avail | (ulong)Used));
            else if (Dice.OneIn(6)) bits ^= Dice.OneIn(4) ? Indirect : Write;
            list[i] = (AnyPlace(), AnyLength(), bits);
        }

        if (inTable)
        {
            ulong table = Tables + 16UL * (ulong)Dice.Below(64) + (ulong)(Dice.OneIn(8) ? Dice.Below(16) : 0);
            for (int i = 0; i < links; i++) Entry(table, i, list[i]);
            list = list[..1];
            list[0] = (table, TableLength(links), Dice.OneIn(32) ? Indirect | Next : Dice.OneIn(8) ? Indirect | Write : Indirect);
        }

        if (id >= 0 && id < Size) Out[id] = true;
        Put(id, list);
    }
}
