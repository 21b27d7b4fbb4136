using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Chips;

public class ChipFailureSpec
{
    [Theory(DisplayName = "What an errno means for the chip (GU-08, GU-13, GU-22, GU-23)")]
    [InlineData(ErrnoCode.EBUSY, false, ChipFailure.Busy)]
    [InlineData(ErrnoCode.ENXIO, true, ChipFailure.NoInterrupt)]
    [InlineData(ErrnoCode.EINVAL, true, ChipFailure.NoInterrupt)]
    [InlineData(ErrnoCode.EOPNOTSUPP, true, ChipFailure.NoInterrupt)]
    [InlineData(ErrnoCode.ENXIO, false, ChipFailure.Gone)]
    [InlineData(ErrnoCode.ENODEV, true, ChipFailure.Gone)]
    [InlineData(ErrnoCode.EIO, false, ChipFailure.Gone)]
    [InlineData(ErrnoCode.EREMOTEIO, false, ChipFailure.Gone)]
    [InlineData(ErrnoCode.ETIMEDOUT, false, ChipFailure.Gone)]
    [InlineData(ErrnoCode.EINVAL, false, ChipFailure.Refused)]
    [InlineData(ErrnoCode.EPERM, false, ChipFailure.Refused)]
    public void Meaning(int errno, bool wantsEdges, ChipFailure meaning) => Assert.Equal(meaning, ChipFailures.Of(errno, wantsEdges));
}
