using GpioHub.Hub.Commands.Doctor.Checks;
using Xunit;

namespace GpioHub.Hub.Tests.Doctor;

public class QemuMemorySpec
{
    [Theory(DisplayName = "Whether RAM is shared is read from QEMU's own options, in each form that it takes")]
    [InlineData(true, "-m 2G -object memory-backend-memfd,id=m,size=2G,share=on -machine memory-backend=m")]
    [InlineData(true, "-m 2G --object memory-backend-memfd,id=m,size=2G -M q35,memory-backend=m")]
    [InlineData(true, "-m size=512,slots=2 -object memory-backend-file,id=m,size=512M,mem-path=/dev/shm/x,share=on -numa node,memdev=m")]
    [InlineData(true, """-m 1 -object {"qom-type":"memory-backend-file","id":"a","share":true,"size":1048576} -machine memory-backend=a""")]
    [InlineData(false, "-m 2G")]
    [InlineData(false, "-m 2G -object memory-backend-memfd,id=m,size=2G,share=on")]
    [InlineData(false, "-m 2G -object memory-backend-memfd,id=m,size=2G,share=off -machine memory-backend=m")]
    [InlineData(false, "-m 2G -object memory-backend-file,id=m,size=2G,mem-path=/x -machine memory-backend=m")]
    [InlineData(false, "-m 2G -object memory-backend-memfd,id=other,size=2G,share=on -machine memory-backend=m")]
    [InlineData(false, """-m 1024 -object {"qom-type":"memory-backend-ram","id":"m","size":1073741824} -machine memory-backend=m""")]
    [InlineData(false, "-m 2G -object {broken -machine memory-backend=m")]
    [InlineData(false, "-m 2G -object a,id=m,share=on -object memory-backend-ram,id=n -numa node,memdev=n -machine")]
    public void Shared(bool shared, string line)
    {
        var memory = QemuMemory.Of([.. line.Split(' ')]);
        Assert.Equal((shared, shared), (memory.IsShared, memory.Why.Length == 0));
        Assert.Null(memory.WrongSize);
    }

    [Theory(DisplayName = "A size is compared as QEMU takes it: of -m a bare number is MiB, of the backend bytes")]
    [InlineData("2G", "2G", null)]
    [InlineData("2048", "2G", null)]
    [InlineData("2G", "2147483648", null)]
    [InlineData("2G", "2048M", null)]
    [InlineData("2G", "1G", "1G")]
    [InlineData("512", "512", "512")]
    [InlineData("2G", "?", null)]
    public void Sizes(string memory, string backend, string? wrong) => Assert.Equal(wrong, QemuMemory.Of(
        ["-m", memory, "-object", $"memory-backend-memfd,id=a,,b,size={backend}", "-machine", "memory-backend=a,,b"]).WrongSize);
}
