using Mono.Cecil;
using Mono.Cecil.Cil;

namespace GpioHub.House.Tests.Flows;

/// <summary>Which method calls which, read from what was compiled of src.</summary>
internal sealed class Calls
{
    private readonly Dictionary<string, List<TypeDefinition>> _types;

    public Calls() =>
        _types = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(IsOfSrc)
            .SelectMany(file => ModuleDefinition.ReadModule(file, new ReaderParameters { ReadSymbols = true }).GetTypes())
            .GroupBy(type => type.Name).ToDictionary(same => same.Key, same => same.ToList());

    /// <summary>The methods of this name, <c>Type.Method</c>, of a property both accessors.</summary>
    public IReadOnlyList<MethodDefinition> Named(string station)
    {
        string[] name = station.Split('.');
        return [.. Types(name[0]).SelectMany(type => type.Methods)
            .Where(method => method.Name == name[1] || method.Name == $"get_{name[1]}" || method.Name == $"set_{name[1]}"
                || (name[1] == "ctor" && method.IsConstructor))];
    }

    /// <summary>The lines of source on which methods call one of others, or a method of an interface or a base that they implement; what
    /// they call in a lambda of their own counts as their own.</summary>
    public IReadOnlyList<int> Places(IEnumerable<MethodDefinition> callers, IReadOnlyList<MethodDefinition> called)
    {
        var names = called.Select(method => method.Name).ToHashSet();
        var owners = called.SelectMany(method => Above(method.DeclaringType)).ToHashSet();
        return Where(callers, callee => names.Contains(callee.Name) && owners.Contains(callee.DeclaringType.GetElementType().FullName));
    }

    /// <summary>The lines of source on which methods tell or ask somebody something, if they have to do with messages of this
    /// type.</summary>
    public static IReadOnlyList<int> PlacesOfTelling(IEnumerable<MethodDefinition> tellers, string message)
    {
        var all = tellers.ToList();
        bool mentions = all.SelectMany(Bodies).Any(method => Mentions(method, message));
        return mentions ? Where(all, callee => callee.Name is "Tell" or "Forward" or "Ask") : [];
    }

    /// <summary>Whether a type has to do with a message: one of its methods names the message's type.</summary>
    public bool Takes(string type, string message) =>
        Types(type).Any(one => one.Methods.SelectMany(Bodies).Any(method => Mentions(method, message)));

    private List<TypeDefinition> Types(string name) => _types.GetValueOrDefault(name) ?? [];

    private static bool IsOfSrc(string file) => Path.GetFileName(file) is "gpiohub.dll"
        || (Path.GetFileName(file).StartsWith("GpioHub.", StringComparison.Ordinal)
            && !file.EndsWith(".Tests.dll", StringComparison.Ordinal));

    private static List<int> Where(IEnumerable<MethodDefinition> methods, Func<MethodReference, bool> isIt) =>
        [.. methods.SelectMany(Bodies).SelectMany(body => body.Body.Instructions
            .Where(instruction => instruction.Operand is MethodReference callee && isIt(callee))
            .Select(instruction => LineOf(body, instruction))).Distinct().Order()];

    /// <summary>The line of source of an instruction: code in the order in which it is written, which a loop's condition is not in what is
    /// compiled.</summary>
    private static int LineOf(MethodDefinition body, Instruction instruction) => body.DebugInformation.SequencePoints
        .LastOrDefault(point => !point.IsHidden && point.Offset <= instruction.Offset)?.StartLine ?? 0;

    /// <summary>A method with its lambdas and local functions, which the compiler names after it.</summary>
    private static IEnumerable<MethodDefinition> Bodies(MethodDefinition method)
    {
        string own = $"<{method.Name}>";
        return Made(method.DeclaringType).Where(made => made.Name.Contains(own, StringComparison.Ordinal)
            || made.DeclaringType.Name.Contains(own, StringComparison.Ordinal)).Prepend(method).Where(body => body.HasBody);

        // lambdas and local functions; a method that is async is a type of its own
        static IEnumerable<MethodDefinition> Made(TypeDefinition type) => type.NestedTypes.Where(nested => nested.Name.Contains('<'))
            .SelectMany(nested => nested.Methods.Concat(Made(nested)))
            .Concat(type.Methods.Where(made => made.Name.StartsWith('<')));
    }

    private static bool Mentions(MethodDefinition method, string type) =>
        method.Parameters.Any(parameter => Name(parameter.ParameterType) == type)
        || method.Body.Variables.Any(variable => Name(variable.VariableType) == type)
        || method.Body.Instructions.Any(instruction => instruction.Operand switch
        {
            TypeReference named => Name(named) == type,
            FieldReference field => Name(field.DeclaringType) == type || Name(field.FieldType) == type,
            MethodReference called => Name(called.DeclaringType) == type || Name(called.ReturnType) == type
                || called.Parameters.Any(parameter => Name(parameter.ParameterType) == type),
            _ => false,
        });

    private static string Name(TypeReference type) => type.GetElementType().Name;

    private IEnumerable<string> Above(TypeDefinition type)
    {
        yield return type.FullName;
        foreach (var one in type.Interfaces) yield return one.InterfaceType.GetElementType().FullName;
        if (type.BaseType?.GetElementType() is { } parent)
        {
            foreach (var definition in Types(parent.Name).Where(known => known.FullName == parent.FullName))
                foreach (string above in Above(definition)) yield return above;
        }
    }
}
