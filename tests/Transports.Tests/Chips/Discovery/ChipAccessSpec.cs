using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Chips.Discovery;

public class ChipAccessSpec
{
    private const uint Root = 0, Anna = 1000, Gpio = 3_999_999_997;     // a number no group has: it is shown in its place
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode WithGroup = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public static TheoryData<uint, uint[], UnixFileMode, string> Cases() => new()
    {
        { Anna, [Anna], WithGroup, "; you are not in group 3999999997" },
        { Anna, [Anna], OwnerOnly, "; only root may open it" },
        { Anna, [Gpio], OwnerOnly, "; only root may open it" },
        { Anna, [Gpio], WithGroup,
            ", though its mode allows it: look at the device rules of the container or service, and at security modules" },
        { Root, [], OwnerOnly,
            ", though its mode allows it: look at the device rules of the container or service, and at security modules" },
    };

    [Theory(DisplayName = "A permission that is denied is told with who has it (IF-2.10)")]
    [MemberData(nameof(Cases))]
    public void Told(uint user, uint[] groups, UnixFileMode mode, string words) => Assert.Equal(
        $"/dev/gpiochip0: permission denied{words} (docs/hardware.md#permissions)",
        ChipAccess.Explain("/dev/gpiochip0", new PathOwner(Root, Gpio, mode), user, groups));

    [Fact(DisplayName = "Of a file that cannot be looked at, only the refusal is told (IF-2.10)")]
    public void Unknown() => Assert.Equal(
        "/dev/gpiochip0: permission denied (docs/hardware.md#permissions)", ChipAccess.Explain("/dev/gpiochip0", owner: null, Anna, []));
}
