using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public sealed class SmallFileSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-small");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory(DisplayName = "A regular file is read up to the limit, as text")]
    [InlineData("", "")]
    [InlineData("abc", "abc")]
    [InlineData("12345678", "12345678")]
    [InlineData("123456789", "12345678")]
    public void Read(string content, string text)
    {
        File.WriteAllText(At("file"), content);
        Assert.Equal(text, SmallFile.Read(At("file"), mostBytes: 8));
    }

    [Fact(DisplayName = "Bytes that are not UTF-8 are replaced")]
    public void NotUtf8()
    {
        File.WriteAllBytes(At("file"), [(byte)'a', 0xFF, (byte)'b']);
        Assert.Equal("a\uFFFDb", SmallFile.Read(At("file"), mostBytes: 64));
    }

    [Fact(DisplayName = "A file of /proc, whose length is said to be 0, is read all the same")]
    public void Proc() => Assert.StartsWith("Name:", SmallFile.Read("/proc/self/status", mostBytes: 64), StringComparison.Ordinal);

    [Fact(DisplayName = "What is no regular file is not opened: nothing, a folder, a link, a FIFO, a device")]
    public void Others()
    {
        File.WriteAllText(At("file"), "x");
        File.CreateSymbolicLink(At("link"), "file");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", At("fifo"))) mkfifo.WaitForExit();

        Assert.All((string[])[At("none"), At("file/below"), _folder.FullName, At("link"), At("fifo"), "/dev/zero"],
            path => Assert.Null(SmallFile.Read(path, mostBytes: 64)));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
