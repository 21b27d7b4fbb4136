using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class PathOwnerSpec
{
    [Fact(DisplayName = "A path's owner, group and mode are found, by name where there is one")]
    public void OfAPath()
    {
        PathOwner owner = PathOwner.Of("/etc/passwd")!.Value;

        Assert.Equal(("root", "root"), (owner.User, owner.Group));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, owner.Mode);
    }

    [Fact(DisplayName = "An id without a name is shown as its number")]
    public void WithoutName()
    {
        var owner = new PathOwner(3_999_999_999, 3_999_999_998, UnixFileMode.None);

        Assert.Equal(("3999999999", "3999999998"), (owner.User, owner.Group));
    }

    [Fact(DisplayName = "No path, no owner")]
    public void NoPath() => Assert.Null(PathOwner.Of("/no/such/path"));

    [Fact(DisplayName = "A link has an owner though it leads nowhere; its target has none")]
    public void Dangling()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gpiohub-owner");
        string link = Path.Combine(folder.FullName, "link");
        File.CreateSymbolicLink(link, "nowhere");

        Assert.NotNull(PathOwner.Of(link));
        Assert.Null(PathOwner.OfTarget(link));
        folder.Delete(recursive: true);
    }
}
