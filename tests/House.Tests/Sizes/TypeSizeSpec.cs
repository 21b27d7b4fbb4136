using Mono.Cecil;
using Xunit;

namespace GpioHub.House.Tests.Sizes;

/// <summary>Holds the size of types. A type that is cut into parts is still one type: what grows beyond the bound owns more than one
/// thing, and another type should own one of them.</summary>
public class TypeSizeSpec
{
    private const int Most = 400;

    /// <summary>Types that may be larger: their bound, and why they are one thing all the same.</summary>
    private static readonly (string Type, int Bound, string Reason)[] Excepted =
    [
        ("GpioHub.Transports.Native.Libc", 900, "the bindings of one library: a method for each system call, and nothing between them"),
        ("GpioHub.Rules.Lines.LineState", 630, "pure, one arm a rule: which rule comes first is seen only where all of them stand"),
        ("GpioHub.Transports.Virtio.DeviceRing", 800, "the parts are chapters of one ring, and share its indices and its chains in flight"),
        ("GpioHub.Transports.Reactor.TurnLoop", 550, "the order of a turn's phases, and when a reactor may sleep, is one agreement"),
    ];

    private static readonly Lazy<SortedDictionary<string, int>> Sizes = new(TypeSizes.OfSrc);

    [Fact(DisplayName = "No type of src has more than 400 lines over all its parts, but for those named with their bound and their reason")]
    public void TypesAreSmall() => Findings.None(TooLarge(Sizes.Value, Excepted));

    [Fact(DisplayName = "Each type that may have more than 400 lines is there, and has them")]
    public void ExceptionsAreUsed() => Findings.None(Stale(Sizes.Value, Excepted));

    [Fact(DisplayName = "Every type that the compiler has made of src is counted")]
    public void EveryTypeIsCounted()
    {
        string[] built = [.. Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Where(IsOfSrc).SelectMany(TypesOf)];
        Assert.True(built.Length > 700, $"only {built.Length} types found in what was built");
        Findings.None(built.Where(type => !Sizes.Value.ContainsKey(type)));
    }

    [Theory(DisplayName = "A type is counted from its declaration to its closing brace, its parts together and what is inside it with it")]
    [InlineData("class A\n{\n}", 3)]
    [InlineData("/// <summary>\n/// A.\n/// </summary>\n[Flags]\npublic enum A\n{\n    One,\n}\n", 4)]
    [InlineData("internal sealed class A(\n    int b)\n    : C(b)\n{\n    int D;\n\n    enum E { F }\n}", 8)]
    [InlineData("sealed partial class A\n{\n    int B;\n}\n\nclass C\n{\n}\n\npartial class A : D\n{\n}", 7)]
    [InlineData("public readonly record struct A(int B,   // not yet;\n    int C);\n\nenum D { E }", 2)]
    [InlineData("enum A { B }\n\nclass D\n{\n    int E;\n}", 1)]
    public void Counts(string code, int lines) => Assert.Equal(lines, TypeSizes.Of([$"namespace N;\n{code}".Split('\n')])["N.A"]);

    [Theory(DisplayName = "A type above its bound is found, and so is a bound above 400 that its type does not need")]
    [InlineData(Most, 0, true, true)]
    [InlineData(Most + 1, 0, false, true)]
    [InlineData(Most, Most + 10, true, false)]
    [InlineData(Most + 1, Most + 10, true, true)]
    [InlineData(Most + 10, Most + 10, true, true)]
    [InlineData(Most + 11, Most + 10, false, true)]
    [InlineData(null, Most + 10, true, false)]
    public void Bounds(int? lines, int bound, bool isSmall, bool isUsed)
    {
        var sizes = new SortedDictionary<string, int>();
        if (lines is { } known) sizes["N.A"] = known;
        (string, int, string)[] excepted = bound == 0 ? [] : [("N.A", bound, "")];
        Assert.Equal(isSmall, !TooLarge(sizes, excepted).Any());
        Assert.Equal(isUsed, !Stale(sizes, excepted).Any());
    }

    private static IEnumerable<string> TooLarge(SortedDictionary<string, int> sizes, (string Type, int Bound, string Reason)[] excepted) =>
        from size in sizes
        let bound = excepted.Where(except => except.Type == size.Key).Select(except => except.Bound).FirstOrDefault(Most)
        where size.Value > bound
        select $"{size.Key} has {size.Value} lines, of {bound}";

    private static IEnumerable<string> Stale(SortedDictionary<string, int> sizes, (string Type, int Bound, string Reason)[] excepted) =>
        from except in excepted
        where sizes.GetValueOrDefault(except.Type) <= Most
        select $"{except.Type} has {sizes.GetValueOrDefault(except.Type)} lines and needs no exception";

    private static bool IsOfSrc(string assembly) => Path.GetFileName(assembly) is var name && name != "GpioHub.House.Tests.dll"
        && (name == "gpiohub.dll" || name.StartsWith("GpioHub.", StringComparison.Ordinal));

    /// <summary>The types that a person has written, less delegates, which are one declaration.</summary>
    private static List<string> TypesOf(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return [.. module.Types
            .Where(type => type.Namespace.StartsWith("GpioHub.", StringComparison.Ordinal) && !type.Name.StartsWith('<')
                && type.BaseType?.FullName != "System.MulticastDelegate")
            .Select(type => type.FullName)];
    }
}
