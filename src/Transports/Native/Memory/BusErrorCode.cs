using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The machine code of the signal handler of <see cref="BusErrors"/>: managed code cannot run where this signal comes.</summary>
/// <remarks>
/// It does the following, for void handler(int, siginfo_t *, void *), and touches nothing else:
/// <code>
///   if (siginfo->si_code == BUS_ADRALN) goto previous;  // Arm alone: nothing is gone, and zeros would not mend it
///   at = siginfo->si_addr;
///   for (range in table)                                // 32 bytes each: start, end, block, si_code
///     if (at is in range, and range.start is still the same) {
///       at = at &amp; -range.block;
///       if (mmap(at, range.block, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) failed) break;
///       range.si_code = siginfo->si_code;
///       return;                                         // the access is done again, and reads zeros
///     }
///   goto previous;                                      // the runtime's handler
/// </code>
/// Then follow three quantities of 8 bytes, which <see cref="For"/> fills in: address of the table, its ranges, the previous handler.
/// </remarks>
internal static class BusErrorCode
{
    private static ReadOnlySpan<byte> X64 =>
    [
        0x48, 0x8b, 0x46, 0x10,                          // 00      mov  rax, [rsi+16]        si_addr
        0x4c, 0x8b, 0x05, 0x6d, 0x00, 0x00, 0x00,        // 04      mov  r8, [table]
        0x48, 0x8b, 0x0d, 0x6e, 0x00, 0x00, 0x00,        // 0b      mov  rcx, [ranges]
        0x4d, 0x8b, 0x08,                                // 12 next mov  r9, [r8]             start
        0x4c, 0x39, 0xc8,                                // 15      cmp  rax, r9
        0x72, 0x0b,                                      // 18      jb   other
        0x49, 0x3b, 0x40, 0x08,                          // 1a      cmp  rax, [r8+8]          end
        0x73, 0x05,                                      // 1e      jae  other
        0x4d, 0x3b, 0x08,                                // 20      cmp  r9, [r8]
        0x74, 0x0f,                                      // 23      je   found
        0x49, 0x83, 0xc0, 0x20,                          // 25 other add r8, 32
        0x48, 0xff, 0xc9,                                // 29      dec  rcx
        0x75, 0xe4,                                      // 2c      jnz  next
        0xff, 0x25, 0x54, 0x00, 0x00, 0x00,              // 2e pass jmp  [previous]
        0x57, 0x56, 0x52, 0x41, 0x50,                    // 34 found push rdi, rsi, rdx, r8
        0x48, 0x89, 0xc7,                                // 39      mov  rdi, rax
        0x49, 0x8b, 0x70, 0x10,                          // 3c      mov  rsi, [r8+16]         block
        0x48, 0x89, 0xf2,                                // 40      mov  rdx, rsi
        0x48, 0xf7, 0xda,                                // 43      neg  rdx
        0x48, 0x21, 0xd7,                                // 46      and  rdi, rdx
        0xba, 0x03, 0x00, 0x00, 0x00,                    // 49      mov  edx, 3               PROT_READ | PROT_WRITE
        0x41, 0xba, 0x32, 0x40, 0x00, 0x00,              // 4e      mov  r10d, 0x4032         MAP_…
        0x49, 0x83, 0xc8, 0xff,                          // 54      or   r8, -1
        0x45, 0x31, 0xc9,                                // 58      xor  r9d, r9d
        0xb8, 0x09, 0x00, 0x00, 0x00,                    // 5b      mov  eax, 9               mmap
        0x0f, 0x05,                                      // 60      syscall
        0x41, 0x58, 0x5a, 0x5e, 0x5f,                    // 62      pop  r8, rdx, rsi, rdi
        0x48, 0x3d, 0x00, 0xf0, 0xff, 0xff,              // 67      cmp  rax, -4096
        0x77, 0xbf,                                      // 6d      ja   pass
        0x8b, 0x46, 0x08,                                // 6f      mov  eax, [rsi+8]         si_code
        0x49, 0x89, 0x40, 0x18,                          // 72      mov  [r8+24], rax
        0xc3, 0xcc,                                      // 76      ret
    ];

    private static ReadOnlySpan<uint> Arm64 =>
    [
        0xb9400829,   // 00       ldr  w9, [x1, 8]      si_code
        0x7100053f,   // 04       cmp  w9, 1            BUS_ADRALN
        0x54000220,   // 08       b.eq pass
        0xf9400829,   // 0c       ldr  x9, [x1, 16]     si_addr
        0x580004ca,   // 10       ldr  x10, table
        0x580004eb,   // 14       ldr  x11, ranges
        0xc8dffd4c,   // 18 next  ldar x12, [x10]       start
        0xeb0c013f,   // 1c       cmp  x9, x12
        0x54000103,   // 20       b.lo other
        0x9100214e,   // 24       add  x14, x10, 8
        0xc8dffdcd,   // 28       ldar x13, [x14]       end
        0xeb0d013f,   // 2c       cmp  x9, x13
        0x54000082,   // 30       b.hs other
        0xf940014d,   // 34       ldr  x13, [x10]
        0xeb0c01bf,   // 38       cmp  x13, x12
        0x540000c0,   // 3c       b.eq found
        0x9100814a,   // 40 other add  x10, x10, 32
        0xf100056b,   // 44       subs x11, x11, 1
        0x54fffe81,   // 48       b.ne next
        0x58000370,   // 4c pass  ldr  x16, previous
        0xd61f0200,   // 50       br   x16
        0xaa0003ee,   // 54 found mov  x14, x0
        0xaa0103ef,   // 58       mov  x15, x1
        0xaa0203f1,   // 5c       mov  x17, x2
        0xf9400941,   // 60       ldr  x1, [x10, 16]    block
        0xcb0103ed,   // 64       neg  x13, x1
        0x8a0d0120,   // 68       and  x0, x9, x13
        0xd2800062,   // 6c       mov  x2, 3            PROT_READ | PROT_WRITE
        0xd2880643,   // 70       mov  x3, 0x4032       MAP_…
        0x92800004,   // 74       mov  x4, -1
        0xd2800005,   // 78       mov  x5, 0
        0xd2801bc8,   // 7c       mov  x8, 222          mmap
        0xd4000001,   // 80       svc  0
        0xb13ffc1f,   // 84       cmn  x0, 4095
        0xaa0e03e0,   // 88       mov  x0, x14
        0xaa0f03e1,   // 8c       mov  x1, x15
        0xaa1103e2,   // 90       mov  x2, x17
        0x54fffdc2,   // 94       b.hs pass
        0xb940082d,   // 98       ldr  w13, [x1, 8]     si_code
        0xf9000d4d,   // 9c       str  x13, [x10, 24]
        0xd65f03c0,   // a0       ret
        0xd503201f,   // a4       nop                   the quantities lie aligned
    ];

    /// <summary>The handler as bytes.</summary>
    /// <param name="previous">Handles what happens elsewhere.</param>
    /// <returns>Empty: there is none for this architecture.</returns>
    public static byte[] For(Architecture architecture, nint table, int ranges, nint previous)
    {
        ReadOnlySpan<byte> code = architecture switch
        {
            Architecture.X64 => X64,
            Architecture.Arm64 => MemoryMarshal.AsBytes(Arm64),
            _ => [],
        };
        if (code.IsEmpty) return [];
        byte[] whole = new byte[code.Length + 3 * sizeof(long)];
        code.CopyTo(whole);
        BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(code.Length), table);
        BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(code.Length + sizeof(long)), ranges);
        BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(code.Length + 2 * sizeof(long)), previous);
        return whole;
    }
}
